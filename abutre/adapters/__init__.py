"""Translations between the domain and the world outside. Adapters do not know each other."""
