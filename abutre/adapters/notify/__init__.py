"""Tells the operator's own channels what the bot does."""
