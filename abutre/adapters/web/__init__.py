"""What dashboards see: Socket.IO events and commands, the status page, a small REST view."""
