"""A typed client of a running bot, which comes back by itself and misses nothing.

from abutre.client import Client

async with Client("http://localhost:8000") as bot:
async for update in bot.updates():
print(update.seq, update.payload)
"""

from abutre.client.client import Client
from abutre.client.updates import Refused, Update

__all__ = ["Client", "Refused", "Update"]
