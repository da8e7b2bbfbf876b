"""A bounded memory: who buys for a year keeps no more of it in mind than who buys for a week."""

from collections import OrderedDict
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

KEPT = 1_024
"""Entries kept. One contract is in flight at a time, so what is asked for is among the last few."""


class Newest(OrderedDict[Key, Value]):
    """A mapping that forgets its oldest entry when it has more than `KEPT`."""

    def __setitem__(self, key: Key, value: Value) -> None:
        """Remember `value`, as the newest when `key` is not known yet."""
        super().__setitem__(key, value)
        if len(self) > KEPT:
            self.popitem(last=False)
