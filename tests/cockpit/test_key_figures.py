"""What the pack puts on the cockpit."""

import os
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from zhenyu.cockpit.key_figures import KeyFigures, cockpit_codes
from zhenyu.core.errors import UsageError

HEAD = 'code: small\ntitle: 小包\nversion: "1.0"\n'


def _written(folder: Path, text: str, second: int) -> None:
    file = folder / "pack.yaml"
    file.write_text(text, encoding="utf-8")
    os.utime(file, (second, second))


def test_the_pack_of_townships_names_figures_and_a_funnel() -> None:
    codes = cockpit_codes()
    assert "toilets_renovated" in codes["figures"]
    assert codes["funnel"][0] == "projects_signed"


def test_codes_are_read_by_yaml_1_2_where_only_true_and_false_are_booleans(tmp_path: Path) -> None:
    _written(tmp_path, HEAD + "cockpit:\n  figures: [on, no, yes]\n", 1)
    assert cockpit_codes(tmp_path) == {"figures": ["on", "no", "yes"]}


def test_an_edited_pack_is_seen_without_a_restart(tmp_path: Path) -> None:
    _written(tmp_path, HEAD + "cockpit:\n  figures: [one]\n", 1)
    assert cockpit_codes(tmp_path)["figures"] == ["one"]
    _written(tmp_path, HEAD + "cockpit:\n  figures: [two]\n", 2)
    assert cockpit_codes(tmp_path)["figures"] == ["two"]


def test_a_pack_that_says_nothing_of_the_cockpit_puts_nothing_on_it(tmp_path: Path) -> None:
    _written(tmp_path, HEAD, 1)
    assert cockpit_codes(tmp_path) == {}


def test_a_folder_without_a_pack_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"没有 pack\.yaml") as refusal:
        cockpit_codes(tmp_path)
    assert refusal.value.hint == "内容包要有 pack.yaml，写明 code、title、version"


def _stages(*values: Decimal | None) -> Any:
    return tuple(SimpleNamespace(value=value) for value in values)


def test_the_widest_stage_of_the_funnel_is_the_measure_of_the_others() -> None:
    assert KeyFigures((), _stages(Decimal(4), Decimal(9), None)).widest_stage == 9


def test_a_funnel_without_values_has_no_width() -> None:
    assert KeyFigures((), _stages(None, None)).widest_stage == 0
    assert KeyFigures((), ()).widest_stage == 0
