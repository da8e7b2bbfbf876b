"""Everything that can go wrong, split by what the caller should do.

AbutreError
├── UserError                the user can mend it: bad input, bad configuration; the message says how
│   ├── UnknownSymbolError
│   ├── MarketDataError      a malformed row, with file and line
│   ├── SettingsError        names every bad field
│   ├── SeriesError          arrays that do not fit each other, or hold no prices
│   ├── UnavailableError     something outside is not to be had now; later it may be
│   ├── StoreError           store in use, out of reach, corrupt, or written by a newer version
│   └── TakenOverError       another process trades in this one's place; this one must end
└── EngineError              a fact that cannot be: a bug; stop trading
"""

from collections.abc import Mapping, Sequence


class AbutreError(Exception):
    """Root of the tree."""


class UserError(AbutreError):
    """Something the user can mend. Its text is shown as it is, without a traceback."""


class UnknownSymbolError(UserError):
    """No symbol of that name."""

    def __init__(self, found: str, known: Sequence[str]) -> None:
        super().__init__(f"unknown symbol {found!r}; expected one of {', '.join(known)}")


class MarketDataError(UserError):
    """A market data file that cannot be read as it should.

    Attributes:
        path: the file.
        line: 1-based line (or row) number, None when the whole file is meant.
    """

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {reason}")
        self.path = path
        self.line = line


class SettingsError(UserError):
    """A settings update with at least one bad field; nothing was changed.

    Attributes:
        errors: message by field name, every bad field of the update.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors.items()))
        self.errors = dict(errors)


class SeriesError(UserError):
    """Arrays given to a batch function that do not fit each other, or hold no prices."""


class UnavailableError(UserError):
    """Something outside does not answer now; asking again later may do."""


class StoreError(UserError):
    """The store cannot be used, or not now; it was left untouched."""


class TakenOverError(UserError):
    """Another process has held the store meanwhile: what this one knows is out of date, and it must end."""


class EngineError(AbutreError):
    """The engine refused a fact; its state is unchanged."""


class LateOrderError(Exception):
    """An order was not sent: its time is over by the broker's own clock.

    Attributes:
        epoch: the broker's time.
    """

    def __init__(self, epoch: int) -> None:
        super().__init__(f"the order's time is over at epoch {epoch}; it was not sent")
        self.epoch = epoch
