"""A market made up by a seeded random walk."""
