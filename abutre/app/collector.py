"""What Python's collector of reference cycles need not look at again and again."""

import gc


def leave_out_what_is_loaded() -> None:
    """Call once, when everything is imported and nothing is open.

    Modules and classes stay until the end. To look at all of them again stops the whole process, orders
    included, for a sixth of a second, some times a minute when many connections come and go.
    """
    gc.collect()
    gc.freeze()
