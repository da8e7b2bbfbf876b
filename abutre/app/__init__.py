"""The bot put together: configuration, services, the container, and the commands a user types."""
