"""Remembers how commands were answered, so that a command that is repeated is not carried out again."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

from abutre.domain.commands import Reply

_KEPT = 4_096
_TAKEN = Reply(
    ok=False,
    error="this command_id was given before, with something else to do; nothing was done: expected a new one",
)


@dataclass(frozen=True, slots=True)
class _Known:
    asked: bytes
    reply: asyncio.Future[Reply]


class Answers:
    """The newest answers of this process, by command and the id that its client gave it."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str], _Known] = OrderedDict()

    async def once(
        self, name: str, command_id: str | None, asked: object, work: Callable[[], Awaitable[Reply]]
    ) -> Reply:
        """Do `work`, or, when the same id was given before, wait for its answer and give that one.

        An id that was given with something else is refused: two clients may have thought of the same one,
        and a stop that is taken for an earlier start must not be told that it is done.

        Args:
            name: the command; ids of different commands have nothing to do with each other.
            command_id: None never repeats.
            asked: all that tells this command from another of its name, shown by its `repr`.
            work: carries the command out; when it raises, it may be tried again.
        """
        if command_id is None:
            return await work()
        key = (name, command_id)
        digest = sha256(repr(asked).encode(errors="backslashreplace")).digest()
        known = self._answers.get(key)
        if known is not None:
            return await asyncio.shield(known.reply) if known.asked == digest else _TAKEN
        answer = asyncio.get_running_loop().create_future()
        self._answers[key] = _Known(digest, answer)
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
        while len(self._answers) > _KEPT and next(iter(self._answers.values())).reply.done():
            self._answers.popitem(last=False)
