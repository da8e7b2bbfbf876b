"""Rules of the house that no tool knows: sizes, versions, what stays out, reasons beside exceptions."""

import re
import tomllib

from tests.architecture.tracked import ROOT, named, texts, tracked

LONGEST = {".py": 250, ".rs": 400}
"""Lines a file may have; past that it has more than one reason to exist."""

REGISTRY = re.compile(
    r"pypi[.]org|pythonhosted[.]org|crates[.]io|npmjs[.](?:org|com)|debian[.]org|maven[.]org|golang[.]org",
)
"""Where packages come from is the business of each machine's clients."""

MARKET_DATA = {".csv", ".gz", ".parquet", ".arrow", ".feather", ".db", ".sqlite", ".sqlite3"}
"""Tests make the data they need; recorded markets belong to whoever recorded them."""

ENGINE_LIBRARIES = {"serde", "serde_json", "rayon"}
"""What the engine may stand on; never pyo3: it is tested and measured without an interpreter."""


def test_no_file_has_more_lines_than_one_reason_needs() -> None:
    lengths = {path: len(text.splitlines()) for path, text in texts().items() if path.suffix in LONGEST}

    too_long = {named(path): lines for path, lines in lengths.items() if lines > LONGEST[path.suffix]}

    assert lengths
    assert too_long == {}


def test_python_rust_and_the_changelog_agree_on_the_version() -> None:
    python = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rust = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)

    assert rust["workspace"]["package"]["version"] == python["project"]["version"]
    assert released[0] == python["project"]["version"]


def test_no_text_names_a_package_registry() -> None:
    assert [named(path) for path, text in texts().items() if REGISTRY.search(text)] == []


def test_no_text_names_a_path_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:work|root)/")

    assert [named(path) for path, text in texts().items() if pattern.search(text)] == []


def test_no_market_data_is_committed() -> None:
    assert [named(path) for path in tracked() if path.suffix in MARKET_DATA] == []


def mute(suffixes: set[str], silenced: str, reasoned: str) -> list[str]:
    """The lines that silence a check and do not say why."""
    return [
        f"{named(path)}:{number}"
        for path, text in texts().items()
        if path.suffix in suffixes
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(silenced, line) and not re.search(reasoned, line)
    ]


def test_every_check_that_python_silences_says_why() -> None:
    silenced = r"#\s*(?:noqa|type: ignore)\b"
    reasoned = r"# (?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)*|type: ignore\[[a-z, -]+\]) +(?:\(.+\)|# .+)"

    assert mute({".py", ".pyi"}, silenced, reasoned) == []


def test_every_check_that_rust_silences_says_why() -> None:
    assert mute({".rs"}, r"#!?\[(?:allow|expect)\(", r"// .+|reason = ") == []


def test_the_engine_stands_on_the_standard_library_and_serde() -> None:
    manifest = tomllib.loads((ROOT / "core_rs" / "engine" / "Cargo.toml").read_text(encoding="utf-8"))

    assert set(manifest.get("dependencies", {})) <= ENGINE_LIBRARIES
