"""The command ``zhenyu area``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zhenyu.areas.cli import area_group
from zhenyu.areas.queries import area
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.values.area_codes import AreaCode

pytestmark = pytest.mark.usefixtures("county")
EAST = AreaCode("990101100201")


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(area_group, arguments, catch_exceptions=False)


def test_the_list_shows_what_an_area_became() -> None:
    _run("merge", str(EAST), "--into", "990101100202", "--on", "2026-07-01")
    shown = _run("list", "990101100", "--all").output
    assert "→ 990101100202" in next(line for line in shown.splitlines() if line.startswith(EAST))
    assert EAST not in _run("list", "990101100", "--on", "2026-07-01").output
    assert EAST in _run("list", "990101100", "--on", "2026-06-30").output


def test_the_list_for_machines_names_every_fact() -> None:
    _run("rename", str(EAST), "柳东村", "--on", "2026-07-01")
    (first, *_) = json.loads(_run("list", str(EAST), "--on", "2026-06-30", "--json").output)
    assert first == {
        "code": str(EAST),
        "name": "东柳村",
        "level": "village",
        "kind": "",
        "valid_from": None,
        "valid_to": None,
        "successors": [],
    }


def test_a_list_of_areas_is_imported_and_may_be_cut_to_a_branch(tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("code,name\n990101100204,新桥村\n990102100201,外村\n", encoding="utf-8-sig")
    assert _run("import", str(file), "--under", "990101").output == "已登记1个区划\n"
    assert area(AreaCode("990101100204")).name == "新桥村"


def test_a_file_without_the_two_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("编码,名称\n1,x\n", encoding="utf-8")
    with pytest.raises(UsageError, match="第一行没有 code 和 name 两列"):
        _run("import", str(file))


def test_a_split_names_its_parts_and_an_abolition_none() -> None:
    parts = ("--into", "990101100210=东一村", "--into", "990101100211=东二村")
    assert "自 2026-07-01 起拆分" in _run("split", str(EAST), *parts, "--on", "2026-07-01").output
    assert area(AreaCode("990101100210")).name == "东一村"
    assert "起撤销" in _run("split", "990101100203", "--on", "2026-07-01").output


def test_a_refusal_reaches_the_terminal_as_an_error() -> None:
    with pytest.raises(RefusedError, match="只有一个去向"):
        _run("split", str(EAST), "--into", "990101100202", "--on", "2026-07-01")


def test_a_day_of_another_form_is_a_usage_error() -> None:
    result = CliRunner().invoke(area_group, ["rename", str(EAST), "新名", "--on", "七月一日"])
    assert result.exit_code == 2
