"""What PostgreSQL's errors mean to the one who runs the bot."""

from sqlalchemy.exc import DBAPIError

_BY_STATE = {
    "42501": "Grant the bot's user CREATE on the database, and every right on its schema.",
    "25006": "Use the server that takes writes, not a copy of it.",
    "53100": "Make room on the server's disk.",
    "53300": "Raise the server's max_connections, or end what uses them up.",
}
_BY_TEXT = {
    "password": "Look at the user and the password in the URL, in PGPASSWORD or in ~/.pgpass.",
    "does not exist": "Create it, or mend the URL.",
    "read-only": _BY_STATE["25006"],
}
_ELSE = "Look whether the server runs and can be reached."


def explained(error: DBAPIError) -> str:
    """The server's first line, and what to do about it."""
    found = str(error.orig).strip().splitlines()[0].rstrip(".")
    if error.connection_invalidated:
        return f"{found}; the connection is lost. {_ELSE}"
    return f"{found}; nothing was kept. {_advice(error, found)}"


def _advice(error: DBAPIError, found: str) -> str:
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return _BY_STATE.get(state, "Look at the server's log.")
    return next((advice for text, advice in _BY_TEXT.items() if text in found), _ELSE)
