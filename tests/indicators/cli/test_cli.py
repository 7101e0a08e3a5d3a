"""The commands people and scripts type: figures as tables and files, targets split and imported, areas
merged."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from tests.indicators.conftest import INDICATORS, NEIGHBOUR, TOWN, VILLAGE
from zhenyu.areas.cli import area_group
from zhenyu.core.errors import NotFound, RefusedError, UsageError
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.cli.figure import figure_command, trace_command
from zhenyu.indicators.cli.recompute import recompute_command
from zhenyu.indicators.cli.target import target_group
from zhenyu.indicators.figures.queries import figure
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.types import SYSTEM

NAMED = {
    command.name: command
    for command in (figure_command, trace_command, recompute_command, target_group, area_group)
}
Save = Callable[..., Any]


def run(name: str, *arguments: object) -> Result:
    result = CliRunner().invoke(NAMED[name], [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def households(toilet: Save) -> None:
    """3 households of 东柳村 in 2026, 1 of 西柳村 last year; 8 are wanted."""
    for number, area, day in (
        (1, VILLAGE, "2026-03-01"),
        (2, VILLAGE, "2026-03-02"),
        (3, VILLAGE, "2026-05-03"),
        (4, NEIGHBOUR, "2025-05-01"),
    ):
        toilet(str(number), area=area, accepted=day)
    set_targets([("renovated", TOWN, "2026", 8, "at_least")], by=SYSTEM)


def sdmx(*arguments: object) -> list[dict[str, str]]:
    text = run("figure", *arguments).output
    return list(csv.DictReader(io.StringIO(text)))


def test_one_figure_is_a_sentence_and_an_aspect_says_which(households: None) -> None:
    assert (
        run("figure", f"renovated@{TOWN}/2026").output
        == "柳河镇 2026年 改厕户数 3户，完成目标的37.5%，同比200%，第1位（共1个）\n"
    )
    assert (
        run("figure", f"renovated@{TOWN}/2026.completion").output
        == "柳河镇 2026年 改厕户数（完成率） 37.5%\n"
    )


@pytest.mark.parametrize(
    ("aspect", "value"),
    [
        ("target", "8"),
        ("completion", "37.5"),
        ("yoy", "200"),
        ("previous", "1"),
        ("rank", "1"),
        ("yoy_points", None),
    ],
)
def test_every_aspect_is_answered_in_json(households: None, aspect: str, value: str | None) -> None:
    (found,) = json.loads(run("figure", f"renovated@{TOWN}/2026.{aspect}", "--json").output)
    assert (found["aspect"], found["value"]) == (aspect, value)
    needed = {
        "address",
        "indicator",
        "area",
        "period",
        "aspect",
        "value",
        "unit",
        "status",
        "target",
        "yoy",
        "rank",
    }
    assert needed | {"computed_at"} <= set(found)


def test_several_indicators_by_area_and_month_are_one_table(households: None) -> None:
    out = run(
        "figure", f"renovated@{TOWN}/2026-Q1", f"done@{TOWN}/2026-Q1", "--by", "area", "--by", "month"
    ).output
    lines = out.splitlines()
    assert lines[0].count("（户）") == 6
    assert lines[1].split()[-6:] == ["0", "0", "2", "0", "0", "2"]
    assert [words.split()[0] for words in lines[1:]] == ["东柳村", "西柳村", "河湾村"]


def test_cumulative_months_run_up_from_january(households: None) -> None:
    found = json.loads(run("figure", f"renovated@{TOWN}/2026-Q2", "--by", "cumulative", "--json").output)
    assert [(each["period"], each["value"]) for each in found] == [
        ("2026-01..2026-04", "2"),
        ("2026-01..2026-05", "3"),
        ("2026-S1", "3"),
    ]


def test_blank_zero_and_not_applicable_differ_everywhere(households: None, tmp_path: Path) -> None:
    addresses = [f"renovated@{VILLAGE}/2026-04", f"renovated@{VILLAGE}/2019", f"renovated@{VILLAGE}001/2026"]
    assert {"0", "—", "不适用"} <= set(run("figure", *addresses).output.split())
    values = [(row["OBS_VALUE"], row["OBS_STATUS"]) for row in sdmx(*addresses, "--format", "sdmx-csv")]
    assert values == [("0", "A"), ("", "O"), ("", "M")]
    rows = list(csv.DictReader(io.StringIO(run("figure", *addresses, "--format", "csv").output)))
    assert [(row["数值"], row["缺数原因"]) for row in rows] == [("0", ""), ("", "未知"), ("", "不适用")]
    run("figure", *addresses, "-o", tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["数据"]
    assert [(row[7].value, row[8].value) for row in sheet.iter_rows(min_row=2)] == [
        (0, None),
        (None, "未知"),
        (None, "不适用"),
    ]


def test_sdmx_names_structure_frequency_unit_and_provisional_values(households: None) -> None:
    enter_observations([ObservationEntry("revenue", TOWN, "2026-01..2026-10", "12.5", "快报")], by=SYSTEM)
    (row,) = sdmx(f"revenue@{TOWN}/2026-01..2026-10", "--format", "sdmx-csv")
    assert list(row)[:9] == [
        "STRUCTURE",
        "STRUCTURE_ID",
        "ACTION",
        "FREQ",
        "REF_AREA",
        "INDICATOR",
        "ASPECT",
        "TIME_PERIOD",
        "OBS_VALUE",
    ]
    assert (row["STRUCTURE"], row["FREQ"], row["TIME_PERIOD"]) == ("dataflow", "_O", "2026-01-01/P10M")
    assert (row["OBS_VALUE"], row["OBS_STATUS"], row["UNIT_MEASURE"], row["UNIT_MULT"]) == (
        "12.5",
        "P",
        "CNY",
        "4",
    )
    (old,) = sdmx(f"revenue@{TOWN}/2026-01..2026-10", "--format", "sdmx-csv-1")
    assert next(iter(old)) == "DATAFLOW"


def test_a_file_says_where_it_comes_from(households: None, tmp_path: Path) -> None:
    run("figure", f"renovated@{TOWN}/2026", "--by", "month", "-o", tmp_path / "a.xlsx")
    told = {row[0].value: row[1].value for row in load_workbook(tmp_path / "a.xlsx")["说明"].iter_rows()}
    assert told["数据地址"] == f"renovated@{TOWN}/2026"


def test_values_alone_say_the_same_values_and_nothing_they_were_not_compared_with(
    households: None, tmp_path: Path
) -> None:
    asked = [f"renovated,done,rate@{TOWN}/2026", "--by", "area", "--by", "month"]
    full, bare = (json.loads(run("figure", *asked, "--json", *more).output) for more in ([], ["--values"]))
    assert len(full) == 3 * 3 * 12
    for one, other in zip(full, bare, strict=True):
        assert other == {name: one[name] for name in other}
        assert set(one) - set(other) == {
            "target",
            "completion",
            "pace",
            "yoy",
            "yoy_note",
            "yoy_points",
            "rank",
            "previous",
            "share",
        }
    run("figure", *asked, "--values", "-o", tmp_path / "a.xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(tmp_path / "a.xlsx")["数据"].iter_rows()]
    assert "目标" not in rows[0]
    assert [row[0] for row in rows[1:]] == [each["address"] for each in full]
    run("figure", *asked, "--values", "-o", tmp_path / "a.csv")
    lines = list(csv.DictReader((tmp_path / "a.csv").open(encoding="utf-8-sig")))
    assert [line["数值"] for line in lines] == [each["value"] or "" for each in full]


def test_sdmx_of_a_table_is_the_same_as_of_its_figures_one_by_one(households: None) -> None:
    table = sdmx(f"renovated,done@{TOWN}/2026", "--by", "area", "--by", "month", "--format", "sdmx-csv")
    alone = [
        line
        for code in ("renovated", "done")
        for area in (VILLAGE, NEIGHBOUR, "990101100203")
        for line in sdmx(f"{code}@{area}/2026-03", "--format", "sdmx-csv")
    ]
    assert [line for line in table if line["TIME_PERIOD"] == "2026-03"] == alone


def test_all_stands_for_every_indicator(households: None) -> None:
    found = json.loads(run("figure", f"all@{TOWN}/2026", "--values", "--json").output)
    assert [each["indicator"] for each in found] == [each["code"] for each in INDICATORS]


def test_another_aspect_of_a_value_is_not_a_value_alone(households: None) -> None:
    with pytest.raises(UsageError, match="不带“.yoy”"):
        run("figure", f"renovated@{TOWN}/2026.yoy", "--values")
    assert run("figure", f"renovated,done@{TOWN}/2026.target").output.split()[-2:] == ["8", "—"]


def test_an_unknown_indicator_or_a_double_split_is_an_error(households: None) -> None:
    with pytest.raises(NotFound):
        run("figure", f"renovate@{TOWN}/2026")
    with pytest.raises(UsageError):
        run("figure", f"renovated@{TOWN}/2026", "--by", "month", "--by", "quarter")


def test_a_target_is_split_shown_and_checked(households: None) -> None:
    address = f"renovated@{TOWN}/2026"
    out = run("target", "split", address, "--by", "evenly", "--lock", f"{VILLAGE}=4", "--dry-run").output
    assert "没有保存" in out
    assert re.search("东柳村 4户.*锁定", out)
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026.target").value is None
    run("target", "split", address, "--by", "evenly", "--lock", f"{VILLAGE}=4")
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026.target").value == 4
    assert "各地合计等于总目标" in run("target", "show", address).output
    run("target", "set", f"renovated@{VILLAGE}/2026", 2)
    shown = run("target", "show", address)
    assert (shown.exit_code, "各地合计差 2 户" in shown.output) == (1, True)


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: list[Any]) -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        book.save(tmp_path / "目标.xlsx")
        return tmp_path / "目标.xlsx"

    return write


HEAD = ["村", "全年", "1月", "2月"]


def test_a_table_of_areas_by_months_is_imported(households: None, table: Callable[..., Path]) -> None:
    path = table(["2026年改厕目标"], HEAD, ["东柳村", 5, 2, 3], [NEIGHBOUR, "3", None, None], ["合计", 8])
    assert "导入4个目标" in run("target", "import", f"renovated@{TOWN}/2026", path).output
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026-02.target").value == 3
    assert figure(SYSTEM, f"renovated@{NEIGHBOUR}/2026.target").value == 3


def test_faults_of_a_table_are_named_and_nothing_is_written(
    households: None, table: Callable[..., Path]
) -> None:
    path = table(HEAD, ["东柳村", "五户"], ["南山村", 3])
    result = run("target", "import", f"renovated@{TOWN}/2026", path)
    assert result.exit_code == 1
    assert "第2行“2026年”：“五户”不是一个数" in result.output
    assert "第3行：没有叫“南山村”的下级区划" in result.output


def test_sums_that_do_not_agree_need_a_word(households: None, table: Callable[..., Path]) -> None:
    path = table(HEAD, ["东柳村", 5, 2, 2])
    with pytest.raises(RefusedError, match="各月合计差 1 户；各地合计差 3 户"):
        run("target", "import", f"renovated@{TOWN}/2026", path)
    run("target", "import", f"renovated@{TOWN}/2026", path, "--accept-gap")
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026.target").value == 5


def test_villages_are_merged_and_listed_by_the_day(households: None, tmp_path: Path) -> None:
    run(
        "area",
        "merge",
        VILLAGE,
        NEIGHBOUR,
        "--into",
        "990101100210",
        "--name",
        "双柳村",
        "--on",
        "2026-07-01",
    )
    today = run("area", "list", TOWN, "--on", "2026-08-01").output
    assert "双柳村" in today
    assert "西柳村" not in today
    assert "西柳村" in run("area", "list", TOWN, "--on", "2026-06-30").output
    everything = json.loads(run("area", "list", TOWN, "--all", "--json").output)
    assert {each["code"]: each["successors"] for each in everything}[VILLAGE] == ["990101100210"]


def test_the_national_list_is_taken_as_it_is(books: None, tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text(
        'code,name,streetCode\n"990102100201","新桥村委会","990102100"\n"990103100201","他县村","990103100"\n'
    )
    assert "已登记1个区划" in run("area", "import", path, "--under", "990102").output
