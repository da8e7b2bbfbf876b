"""Whether an address can be listened on, found out by taking it for a moment."""

import errno

from abutre.adapters.web.doors import Doors
from abutre.domain.errors import UserError


class InUseError(UserError):
    """Somebody listens there already."""


def check_address(host: str, port: int) -> str:
    """What `host` and `port` come to; nobody is let in meanwhile.

    Raises:
        InUseError: somebody listens there.
        UserError: it cannot be had for another reason.
    """
    name = host.removeprefix("[").removesuffix("]")
    where = f"port {port} of {host}"
    try:
        Doors("127.0.0.1" if name.lower() == "localhost" else name, port, most=1).close()
    except UnicodeError:
        raise UserError(f"{host!r} is not a name or an address; choose another --host") from None
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise InUseError(
                f"{where} is in use by another program; stop that one, or choose another port with --port"
            ) from None
        if fault.errno == errno.EACCES:
            raise UserError(
                f"{where} may not be used by this user; choose a port above 1023 with --port"
            ) from None
        raise UserError(
            f"{where} cannot be listened on: {fault.strerror}; choose another --host or --port"
        ) from None
    return f"{where} is free" if port else f"any free port of {host}"
