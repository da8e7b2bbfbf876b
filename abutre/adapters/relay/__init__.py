"""The bot and its gateways, which serve dashboards for it, over Redis."""
