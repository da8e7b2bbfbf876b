"""The one door to the Rust core."""
