"""The domain and the fakes know values only: what lint-imports cannot say, because it has no allow-list."""

import ast
import re
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
VALUES = {"collections", "dataclasses", "decimal", "enum", "fractions", "functools", "types", "typing"}
"""Modules of the standard library that hold values and ways to name them: no clock, no chance, no I/O."""


def test_the_domain_imports_only_values() -> None:
    graph = grimp.build_graph("abutre", include_external_packages=True, cache_dir=None)
    modules = {"abutre.domain", *graph.find_descendants("abutre.domain")}

    strangers = {
        (module, imported)
        for module in modules
        for imported in graph.find_modules_directly_imported_by(module)
        if imported not in modules and imported.split(".")[0] not in VALUES
    }

    assert len(modules) > 1
    assert strangers == set()


def imported_names(file: Path) -> set[str]:
    """Every module that `file` imports, by its full name."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names.add(f"{'.' * node.level}{node.module or ''}")
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


def test_the_fakes_know_nothing_but_the_domain() -> None:
    files = list((ROOT / "tests" / "fakes").glob("*.py"))
    ours = re.compile(r"(?:abutre|tests|)(?:\.|$)")
    allowed = re.compile(r"(?:abutre\.domain|tests\.fakes)(?:\.|$)")

    strangers = {
        (file.name, name)
        for file in files
        for name in imported_names(file)
        if ours.match(name) and not allowed.match(name)
    }

    assert len(files) > 1
    assert strangers == set()
