"""The address that the bot listens on: taken, or why not, in words for who chose it."""

import errno
from collections.abc import Callable

from abutre.adapters.web.doors import Doors, most_connections
from abutre.domain.errors import UserError


class InUseError(UserError):
    """Somebody listens there already."""


def nobody(_address: str) -> bool:
    """No address is a proxy's."""
    return False


def doors_at(host: str, port: int, is_proxy: Callable[[str], bool] = nobody) -> Doors:
    """Listen on `host`, a name or an address; port 0 takes any free one. `is_proxy` as in `Doors`.

    Raises:
        InUseError: somebody listens there.
        UserError: it cannot be had for another reason.
    """
    name = host.removeprefix("[").removesuffix("]")
    where = f"port {port} of {host}"
    try:
        # One socket, so that port 0 is one port: localhost may be two addresses.
        address = "127.0.0.1" if name.lower() == "localhost" else name
        return Doors(address, port, most=most_connections(), is_proxy=is_proxy)
    except UnicodeError:
        raise UserError(
            f"{host!r} is no name of this machine; choose another --host, a name or an address"
        ) from None
    except OverflowError:
        raise UserError(f"{where} is not a port; expected 0 to 65535, where 0 takes any free one") from None
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


def check_address(host: str, port: int) -> str:
    """What `host` and `port` come to; nobody is let in meanwhile. Raises as `doors_at`."""
    doors_at(host, port).close()
    return f"port {port} of {host} is free" if port else f"any free port of {host}"
