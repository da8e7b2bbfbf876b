"""Who comes in: tokens, sessions, addresses, and how often."""
