"""What the pages in docs promise exists."""

import re
from pathlib import Path

from zhenyu.cockpit.api import api

DOCS = Path(__file__).parents[1] / "docs"


def test_every_address_of_the_api_page_exists() -> None:
    known = {re.sub(r"\{\w+\}", "[^/]+", path) for path in api.get_openapi_schema()["paths"]}
    named = re.findall(r"\$URL(/[\w/:.]+)", (DOCS / "api.md").read_text(encoding="utf-8"))
    assert len(named) > 12
    assert [path for path in named if not any(re.fullmatch(each, f"/api/v1{path}") for each in known)] == []


def test_every_file_a_page_names_exists() -> None:
    """Paths as one would type them at the root of a checkout; one that ends in ``/`` is a folder."""
    root = DOCS.parent
    pages = [*DOCS.rglob("*.md"), *root.glob("*.md")]
    named = {
        (page.name, path)
        for page in pages
        if page.name != "CHANGELOG.md"
        for path in re.findall(
            r"`((?:src|tests|docs|benchmarks)/[\w./-]+)`", page.read_text(encoding="utf-8")
        )
    }
    assert len(named) > 30
    assert [(page, path) for page, path in sorted(named) if not (root / path).exists()] == []
