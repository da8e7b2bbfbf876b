"""What the bot is about: values, facts, effects, settings and ports. No I/O, no clock, no vendor."""
