"""The files of the repository as git sees them, for the tests that read all of them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

LOCK_FILES = {"Cargo.lock", "package-lock.json", "uv.lock"}
"""Written by tools, which check there where every package comes from: no text of ours."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is tracked, or new and not ignored."""
    listing = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = {name for name in listing.stdout.split("\0") if name}
    return tuple(path for name in sorted(names) if (path := ROOT / name).is_file())


def texts() -> dict[Path, str]:
    """The text of every file but lock files and pictures, by its path."""
    read = (path for path in tracked() if path.name not in LOCK_FILES and path.suffix != ".png")
    return {path: path.read_text(encoding="utf-8") for path in read}


def named(path: Path) -> str:
    """`path` as seen from the root of the repository."""
    return str(path.relative_to(ROOT))
