"""What the documents point at exists: files, headings, make targets."""

import re
from collections.abc import Iterator
from pathlib import Path

from abutre.app.config import Config
from tests.architecture.tracked import ROOT, named, tracked

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def documents() -> dict[Path, str]:
    """Every Markdown page, without its code."""
    pages = (path for path in tracked() if path.suffix == ".md")
    return {path: FENCE.sub("", path.read_text(encoding="utf-8")) for path in pages}


def anchors(page: Path) -> Iterator[str]:
    """The anchors that a page's headings get."""
    for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return target.exists() and (not anchor or anchor in anchors(target))


def test_every_link_leads_somewhere() -> None:
    links = [
        (page, link)
        for page, text in documents().items()
        for link in LINK.findall(text)
        if not re.match(r"https?://", link)
    ]

    assert links
    assert [f"{named(page)}: {link}" for page, link in links if not leads_somewhere(page, link)] == []


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    called = {
        (named(page), target)
        for page in tracked()
        if page.suffix == ".md"
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert called
    assert {(page, target) for page, target in called if target not in targets} == set()


def test_the_example_environment_names_every_key_there_is() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    keys = re.findall(r"^ABUTRE_([A-Z_]+)=", example, re.MULTILINE)

    assert sorted(keys) == sorted(name.upper() for name in Config.model_fields)


def test_every_test_that_a_document_names_exists() -> None:
    written = {
        name
        for path in tracked()
        if path.suffix == ".py"
        for name in re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8"))
    }
    called = {
        (named(page), name)
        for page, text in documents().items()
        for name in re.findall(r"`(test_\w+)`", text)
    }

    assert called
    assert {(page, name) for page, name in called if name not in written} == set()
