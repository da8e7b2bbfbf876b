"""How a bug is put into the product at run time."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

Plant = Callable[[], Any]


def replacing(*places: tuple[object, str, Callable[[Any], Any]]) -> Plant:
    """A bug that puts something else in the place of attributes; each is made of what was there."""

    @contextmanager
    def planted() -> Iterator[None]:
        with ExitStack() as stack:
            for owner, name, made in places:
                stack.enter_context(patch.object(owner, name, made(getattr(owner, name))))
            yield

    return planted
