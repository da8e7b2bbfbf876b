"""The commands a user types. Data goes to stdout, the rest to stderr."""
