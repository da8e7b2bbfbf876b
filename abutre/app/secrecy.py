"""Takes secrets out of the environment, once they were read: child processes and crash reports get none."""

import os

_SECRETS = frozenset({"ABUTRE_AUTH_SECRET", "DERIV_API_TOKEN"})


def forget_secrets() -> None:
    """Remove every variable that holds a secret from this process's environment."""
    for name in [name for name in os.environ if name.upper() in _SECRETS]:
        del os.environ[name]
