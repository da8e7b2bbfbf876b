"""Takes secrets out of the environment, once they were read: child processes and crash reports get none."""

import os

from abutre.app.config import SECRET_KEYS

_SECRETS = SECRET_KEYS | {"DERIV_API_TOKEN"}


def forget_secrets() -> None:
    """Remove every variable that holds a secret from this process's environment."""
    for name in [name for name in os.environ if name.upper() in _SECRETS]:
        del os.environ[name]
