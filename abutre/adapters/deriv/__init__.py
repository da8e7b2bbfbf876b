"""Deriv: the real market and the real broker, over either generation of its API."""
