"""A market read from a file."""
