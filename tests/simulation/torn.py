"""What a disk keeps of a write that was under way when the power went."""

from collections.abc import Mapping
from random import Random

from abutre.adapters.store.sqlite import DATABASE_FILE

Files = dict[str, bytes]
_PAGE = 4096
_WAL = "-wal"


def torn(before: Mapping[str, bytes], after: Mapping[str, bytes], random: Random) -> Files:
    """One of the states the files may be in.

    SQLite writes and syncs its log first. Until that sync, any part of what was appended to the log may be
    missing or rubbish, and the database is as it was; behind it, the log is whole, and the pages that a
    checkpoint was copying into the database may be old, new or rubbish.
    """
    left = dict(after)
    logs = [name for name in after if name.endswith(_WAL) and before.get(name) != after[name]]
    databases = [name for name in after if not name.endswith(_WAL) and name in before]
    changed = [name for name in databases if name == DATABASE_FILE and before[name] != after[name]]
    if changed and random.random() < 0.5:  # in the midst of the checkpoint
        for name in changed:
            left[name] = _mixed(before[name], after[name], random)
        return left
    for name in databases:
        left[name] = before[name]
    for name in logs:
        left[name] = _cut(before.get(name, b""), after[name], random)
    return left


def without_power(synced: Mapping[str, bytes], now: Mapping[str, bytes], random: Random) -> Files:
    """One of the states the files may be in when the power goes between two writes.

    What was synced is there. Of what came after, any part of the log's end may be missing or rubbish, and a
    small file is as it was or as it is. A database that has changed tells of a checkpoint, which syncs.
    """
    left = dict(now)
    changed = [name for name in sorted(now) if name in synced and synced[name] != now[name]]
    if DATABASE_FILE in changed:
        return left
    for name in changed:
        if name.endswith(_WAL):
            left[name] = _cut(synced[name], now[name], random)
        else:
            left[name] = random.choice((synced[name], now[name]))
    return left


def _cut(before: bytes, after: bytes, random: Random) -> bytes:
    changed = [at for at in range(0, len(after), _PAGE) if before[at : at + _PAGE] != after[at : at + _PAGE]]
    # To the byte: what was there before and is written again as it was does not suffer.
    first = next(at for at in range(changed[0], len(after)) if before[at : at + 1] != after[at : at + 1])
    last = min(changed[-1] + _PAGE, len(after))
    at = random.randint(first, last)
    if random.random() < 0.5:
        return after[:at] + random.randbytes(min(last - at, 3 * _PAGE)) + before[last:]
    return after[:at] + before[at:]


def _mixed(before: bytes, after: bytes, random: Random) -> bytes:
    pages = []
    for at in range(0, len(after), _PAGE):
        old, new = before[at : at + _PAGE], after[at : at + _PAGE]
        if old == new:
            pages.append(new)
            continue
        pages.append(random.choice([old.ljust(_PAGE, b"\0"), new, new[: _PAGE // 2] + old[_PAGE // 2 :]]))
    return b"".join(pages)
