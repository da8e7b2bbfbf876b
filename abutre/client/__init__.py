"""A typed client of a running bot, which comes back by itself and misses nothing.

import asyncio

from abutre.client import Client


async def main() -> None:
    async with Client("http://localhost:8000") as bot:
        async for update in bot.updates():
            print(update.seq, update.name, update.payload)


asyncio.run(main())
"""

from abutre.client.client import Client
from abutre.client.updates import Refused, Update

__all__ = ["Client", "Refused", "Update"]
