"""Templates, drafts, and texts with their figures looked up."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader
from zhenyu.writing import queries, word
from zhenyu.writing.actions.templates import define_template
from zhenyu.writing.cli import write_command
from zhenyu.writing.types import Chip, Draft, spans_of

TOWN, VILLAGE, NEIGHBOUR = AreaCode("990101100"), AreaCode("990101100201"), AreaCode("990101101")
OCTOBER = Period.parse("2026-01..2026-10")
BODY = """# {{area}}{{period}}工作总结

## 经济

财税任务{{tax|completed_yoy}}，{{tax|of_target}}，{{tax|rank}}。去年同期{{tax@990101100/2025-01..2025-10}}。

改厕{{toilets}}。
"""


@pytest.fixture
def books(county: None, settings: Any) -> Iterator[None]:
    settings.ZHENYU_TODAY = "2026-11-21"
    raws = [
        {
            "code": "tax",
            "title": "财税收入",
            "unit": "万元",
            "kind": "external",
            "better": "up",
            "domain": "经济",
        },
        {"code": "toilets", "title": "改厕户数", "unit": "户", "kind": "external", "domain": "环境"},
    ]
    values = [
        (TOWN, "2026-01..2026-10", 3656),
        (TOWN, "2025-01..2025-10", 2600),
        (NEIGHBOUR, "2026-01..2026-10", 5000),
    ]
    with reading_as(SYSTEM):
        define_indicators(raws, by=SYSTEM)
        enter_observations([ObservationEntry("tax", a, p, v, source="月报") for a, p, v in values], by=SYSTEM)
        set_targets([("tax", TOWN, "2026", 4000, "at_least")], by=SYSTEM)
        define_template({"code": "summary", "title": "工作总结", "body": BODY}, by=SYSTEM)
        yield


def chips_of(markdown: str, reader: Reader = SYSTEM, **more: Any) -> list[Chip]:
    blocks = queries.resolve(reader, markdown, **more)
    return [span for block in blocks for span in spans_of(block) if isinstance(span, Chip)]


def draft(reader: Reader = SYSTEM) -> Draft:
    return queries.draft(reader, "summary", TOWN, OCTOBER)


@pytest.mark.usefixtures("books")
class TestDrafting:
    def test_a_draft_says_what_the_books_say(self) -> None:
        assert [chip.text for chip in draft().chips] == [
            "完成3656万元，同比增长40.6%",
            "完成年度目标的91.4%",
            "位列全县第2",
            "2600万元",
            "〔暂无数据〕",
        ]

    def test_its_markdown_carries_full_addresses(self) -> None:
        assert "{{tax@990101100/2026-01..2026-10|completed_yoy}}" in draft().markdown

    def test_its_title_names_the_place_and_the_time(self) -> None:
        assert draft().title == "柳河镇2026年1—10月工作总结"

    def test_what_needs_a_person_is_listed(self) -> None:
        (problem,) = draft().problems
        assert problem.address == "toilets@990101100/2026-01..2026-10"
        assert problem.problem.startswith("柳河镇2026年1—10月“改厕户数”没有数据")

    def test_a_draft_becomes_word_whose_figures_know_their_addresses(self, tmp_path: Path) -> None:
        path = word.render(draft(), tmp_path / "总结.docx")
        assert [each.address for each in word.bound_figures(path)] == [chip.address for chip in draft().chips]

    def test_an_unknown_template_names_the_known_ones(self) -> None:
        with pytest.raises(NotFound, match="没有模板“summery”。可用的有：summary"):
            queries.draft(SYSTEM, "summery", TOWN, OCTOBER)

    def test_nobody_drafts_for_a_place_beyond_theirs(self, reader_village: Reader) -> None:
        with reading_as(reader_village), pytest.raises(NotFound, match="不在您的管辖范围内"):
            draft(reader_village)


@pytest.mark.usefixtures("books")
class TestResolving:
    def test_a_chip_tells_its_value_and_title(self) -> None:
        (chip,) = chips_of("{{tax@990101100/2026-01..2026-10}}")
        assert (chip.value, chip.unit, chip.title) == (Decimal(3656), "万元", "柳河镇2026年1—10月财税收入")
        assert not chip.problem

    @pytest.mark.parametrize(
        ("target", "text", "problem"),
        [
            ("tax@990101100", "〔地址有误〕", "缺少“/”和时间段"),
            ("taxes@990101100/2026", "〔没有这个指标〕", "是不是：tax（财税收入）"),
            ("tax@990101999/2026", "〔没有这个区划〕", "990101999"),
            ("tax@990101100/2026|boast", "〔没有“boast”这种写法〕", "可用的有"),
        ],
    )
    def test_a_wrong_chip_says_so_and_the_others_are_read(self, target: str, text: str, problem: str) -> None:
        wrong, right = chips_of(f"{{{{{target}}}}}和{{{{tax@990101100/2026-01..2026-10}}}}")
        assert (wrong.text, right.text) == (text, "3656万元")
        assert problem in wrong.problem

    def test_a_figure_of_another_place_is_not_told(self, reader_village: Reader) -> None:
        with reading_as(reader_village):
            (chip,) = chips_of("{{tax@990101100/2026-01..2026-10}}", reader_village)
        assert (chip.text, chip.value) == ("〔无权查看〕", None)

    def test_a_chip_that_says_something_else_now_is_stale_and_keeps_both(self) -> None:
        mark = "{{tax@990101100/2026-01..2026-10}}"
        (chip,) = chips_of(mark, seen={mark: "3600万元"})
        assert (chip.stale, chip.before, chip.text) == (True, "3600万元", "3656万元")
        (same,) = chips_of(mark, seen={mark: "3656万元"})
        assert not same.stale

    def test_an_address_spelt_another_way_is_the_same_figure(self) -> None:
        (chip,) = chips_of("{{tax@990101100000/2026-01..2026-10}}")
        assert (chip.address, chip.mark) == (
            "tax@990101100/2026-01..2026-10",
            "{{tax@990101100000/2026-01..2026-10}}",
        )

    def test_aspects_are_looked_up(self) -> None:
        texts = [
            chip.text
            for chip in chips_of(
                "{{tax@990101100/2026-01..2026-10.yoy}}{{tax@990101100/2026-01..2026-10.target}}"
                "{{tax@990101100/2026-01..2026-10.pace}}{{toilets@990101100/2026.yoy}}"
            )
        ]
        assert texts[:3] == ["同比增长40.6%", "4000万元", "超时间进度8.1个百分点"]
        assert texts[3].startswith("〔同比未计算：")

    def test_one_batch_serves_any_number_of_chips(self) -> None:
        with CaptureQueriesContext(connection) as few:
            chips_of("{{tax@990101100/2026-01..2026-10}}")
        with CaptureQueriesContext(connection) as many:
            chips_of(
                "".join(f"{{{{tax@990101100/2026-{month:02d}|completed_yoy}}}}" for month in range(1, 13))
            )
        assert len(many) <= len(few)

    def test_a_text_without_chips_is_read(self) -> None:
        assert chips_of("真抓实干。") == []


@pytest.mark.usefixtures("books")
class TestTemplates:
    def test_defining_again_replaces(self) -> None:
        define_template({"code": "summary", "title": "新总结", "body": "正文"}, by=SYSTEM)
        (only,) = queries.templates()
        assert (only.title, only.markdown) == ("新总结", "正文")

    @pytest.mark.parametrize(
        ("raw", "message"),
        [
            ({"code": "总结", "title": "x", "body": "y"}, "模板代码“总结”不对"),
            ({"code": "a", "body": "y"}, "缺少标题"),
            ({"code": "a", "title": "x"}, "缺少正文"),
            ({"code": "a", "title": "x", "body": "{{tax|boast}}"}, "没有“boast”这种写法"),
        ],
    )
    def test_a_faulty_template_is_refused(self, raw: dict[str, str], message: str) -> None:
        with pytest.raises(UsageError, match=message):
            define_template(raw, by=SYSTEM)


@pytest.mark.usefixtures("books")
class TestTheCommand:
    def run(self, *arguments: str) -> Any:
        base = ["summary", "--area", "990101100", "--period", "2026-01..2026-10"]
        return CliRunner().invoke(write_command, [*base, *arguments], catch_exceptions=False)

    def test_it_writes_word_and_names_what_is_missing(self, tmp_path: Path) -> None:
        result = self.run(
            "-o", str(tmp_path / "总结.docx"), "--organisation", "柳河镇人民政府", "--date", "2026-11-21"
        )
        assert result.exit_code == 0
        assert "共 5 处数字" in result.stdout
        assert "待补：〔暂无数据〕" in result.stderr
        assert len(word.bound_figures(tmp_path / "总结.docx")) == 5

    def test_it_answers_machines(self, tmp_path: Path) -> None:
        answer = json.loads(self.run("-o", str(tmp_path / "总结.docx"), "--json").stdout)
        assert answer["path"] == str(tmp_path / "总结.docx")
        assert answer["chips"][0]["value"] == "3656"
