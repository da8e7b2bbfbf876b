"""Bugs, planted one at a time."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

BUGS: Mapping[str, Callable[[], AbstractContextManager[object]]] = {}
"""By name: puts the bug into the product for as long as it is entered."""
