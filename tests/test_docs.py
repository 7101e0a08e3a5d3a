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
