"""What the bot does, in terms of the ports alone."""
