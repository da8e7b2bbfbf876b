"""How Python itself is set in a process whose orders must not wait."""

import gc
import sys

SWITCH_SECONDS = 0.0005
"""How long one thread computes while others wait. Python's own, 5 ms, an order meets several times on its way
through the store's thread and back."""


OLD_AT_LAST = 1_000
"""After how many collections of younger objects Python looks at the old by itself; its own number is 10."""


def set_up() -> None:
    """Call once, when everything is imported and nothing is open.

    Modules and classes stay until the end, so the collector of cycles leaves them out: to look at all of them
    again stops every thread for a sixth of a second, some times a minute while many connections come and go.
    What has become old since is looked at by `QuietCollector`.
    """
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, OLD_AT_LAST)
    sys.setswitchinterval(SWITCH_SECONDS)
