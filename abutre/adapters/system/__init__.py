"""What the host offers."""
