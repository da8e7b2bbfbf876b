"""Remembers how commands were answered, so that a command that is repeated is not carried out again."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from abutre.domain.commands import Reply

_KEPT = 4_096


class Answers:
    """The newest answers of this process, by command and the id that its client gave it."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str], asyncio.Future[Reply]] = OrderedDict()

    async def once(self, name: str, command_id: str | None, work: Callable[[], Awaitable[Reply]]) -> Reply:
        """Do `work`, or, when the same id was given before, wait for its answer and give that one.

        Args:
            name: the command; ids of different commands have nothing to do with each other.
            command_id: None never repeats.
            work: carries the command out; when it raises, it may be tried again.
        """
        if command_id is None:
            return await work()
        key = (name, command_id)
        known = self._answers.get(key)
        if known is not None:
            return await asyncio.shield(known)
        answer = self._answers[key] = asyncio.get_running_loop().create_future()
        try:
            reply = await work()
        except BaseException:
            del self._answers[key]
            answer.cancel()
            raise
        answer.set_result(reply)
        self._forget_oldest()
        return reply

    def _forget_oldest(self) -> None:
        # An answer that is still awaited is never forgotten: its command would be carried out twice.
        while len(self._answers) > _KEPT and next(iter(self._answers.values())).done():
            self._answers.popitem(last=False)
