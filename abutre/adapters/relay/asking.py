"""Asks the bot, and waits for its answer for as long as a person does."""

import asyncio
from uuid import uuid4

from abutre.adapters.relay.desk import ANSWERS, REQUESTS
from abutre.adapters.relay.line import Line, LostError
from abutre.domain.codec import Plain
from abutre.domain.errors import StoreError

ANSWER_SECONDS = 10.0


class Asking:
    """One gateway's questions."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._name = uuid4().hex
        self._open: dict[str, asyncio.Future[Plain]] = {}
        # Two that speak to Redis at once do so over two connections: a stop could pass the start before it.
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Listen to the answers; endless. Without it no question is answered."""
        await self._line.listen(ANSWERS + self._name, self._take)

    async def ask(self, what: str, given: Plain = None) -> Plain:
        """What the bot answers; questions reach it in the order in which they are asked.

        Raises:
            StoreError: it failed, or did not answer in time, and nobody knows what it did.
        """
        question = uuid4().hex
        answer = self._open[question] = asyncio.get_running_loop().create_future()
        said = {"id": question, "from": self._name, "what": what, "given": given}
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                async with self._turn:
                    heard = await self._line.say(REQUESTS, said)
                if heard == 0:
                    raise StoreError("the bot is not running, or not reached; try again")
                found = await answer
        except LostError:
            raise StoreError("the bot cannot be reached now; try again") from None
        except TimeoutError:
            raise StoreError("the bot did not answer in time; try again") from None
        finally:
            del self._open[question]
        if "failed" in found:
            raise StoreError(found["failed"])
        return found["value"]

    async def _take(self, answer: Plain) -> None:
        waiting = self._open.get(answer["id"])
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)
