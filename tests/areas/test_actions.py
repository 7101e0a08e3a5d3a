"""What happens to areas in time, and every refusal with its remedy."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from zhenyu.areas.actions import load_areas, merge_areas, rename_area, split_area
from zhenyu.areas.models import Area
from zhenyu.areas.queries import area
from zhenyu.core.changelog.changes import NAMES
from zhenyu.core.changelog.titles import action_title
from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.errors import NotFound, RefusedError, UsageError
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.scope import EVERYTHING

pytestmark = pytest.mark.usefixtures("county")

DAY = date(2026, 7, 1)
EAST, WEST, BEND = (AreaCode(f"99010110020{n}") for n in (1, 2, 3))
GRID = AreaCode("990101100201001")
NEW = AreaCode("990101100210")
OTHER_TOWN = AreaCode("990101101201")


def _merge(*codes: AreaCode, into: AreaCode = WEST, **options: Any) -> Area:
    return merge_areas(codes, into=into, on=DAY, actor="李红", **options)


def _split(code: AreaCode = EAST, **options: Any) -> list[Area]:
    return split_area(code, on=DAY, actor="李红", **options)


def _logged() -> list[tuple[str, str, str]]:
    with scope_applied(EVERYTHING, "测试"):
        return list(Change.objects.filter(ledger="areas").order_by("id").values_list("area", "action", "why"))


def _refused(
    does: Callable[[], Any], kind: type[RefusedError | UsageError] = RefusedError
) -> tuple[str, str]:
    with pytest.raises(kind) as refusal:
        does()
    return refusal.value.message, refusal.value.hint


# --- registering ----------------------------------------------------------------------------------


def test_an_area_is_registered_with_its_level_and_pinyin() -> None:
    assert load_areas([{"code": "990101100204", "name": " 新桥村 "}]) == 1
    made = area(AreaCode("990101100204"))
    assert (made.name, made.level, made.pinyin.split()[-1]) == ("新桥村", "village", "xqc")


def test_a_list_of_names_leaves_the_history_of_known_areas_as_it_is() -> None:
    _merge(EAST)
    load_areas([{"code": str(EAST), "name": "东柳村（原）"}])
    known = area(EAST)
    assert (known.name, known.valid_to, known.successors) == ("东柳村（原）", DAY, [str(WEST)])


def test_a_list_with_days_and_successors_says_the_history() -> None:
    load_areas(
        [
            {
                "code": str(EAST),
                "name": "东柳村",
                "valid_from": "",
                "valid_to": "2026-07-01",
                "successors": f"{WEST} {BEND}",
            }
        ]
    )
    known = area(EAST)
    assert (known.valid_from, known.valid_to, known.successors) == (None, DAY, [str(WEST), str(BEND)])


def test_a_row_without_a_name_is_refused_with_its_line_and_nothing_is_written() -> None:
    rows = [{"code": "990101100204", "name": "新桥村"}, {"code": "990101100205", "name": " "}]
    assert _refused(lambda: load_areas(rows, "柳河.csv"), UsageError) == (
        "柳河.csv 第 3 行：区划 990101100205 没有名称",
        "补上 name 一列",
    )
    with pytest.raises(NotFound):
        area(AreaCode("990101100204"))


def test_a_day_that_is_none_is_refused_with_its_line() -> None:
    rows = [{"code": "990101100204", "name": "新桥村", "valid_from": "2024年"}]
    assert _refused(lambda: load_areas(rows, "柳河.csv"), UsageError) == (
        "柳河.csv 第 2 行：“2024年”不是日期",
        "写成 2024-01-31 的形式",
    )


def test_a_malformed_code_is_refused() -> None:
    with pytest.raises(UsageError, match="有3位"):
        load_areas([{"code": "990", "name": "新桥村"}])


# --- merging --------------------------------------------------------------------------------------


def test_merged_areas_end_on_the_day_and_name_what_they_became() -> None:
    heir = _merge(EAST, BEND)
    assert heir.code == WEST
    for code in (EAST, BEND):
        assert (area(code).valid_to, area(code).successors) == (DAY, [str(WEST)])
    assert area(WEST).valid_to is None


def test_grids_end_with_their_village() -> None:
    _merge(EAST)
    assert (area(GRID).valid_to, area(GRID).successors) == (DAY, [])


def test_areas_may_merge_into_a_new_one_that_begins_on_the_day() -> None:
    heir = _merge(EAST, WEST, into=NEW, name="双柳村")
    assert (heir.name, heir.valid_from, heir.level) == ("双柳村", DAY, "village")


def test_a_merger_is_logged_at_each_area_it_touches() -> None:
    _merge(EAST, BEND)
    assert {(code, action) for code, action, _ in _logged()} == {
        (str(code), "merge") for code in (EAST, BEND, WEST)
    }
    assert _logged()[0][2] == "东柳村、河湾村并入西柳村，2026-07-01起"


def test_the_log_calls_what_happens_to_an_area_in_chinese() -> None:
    assert [action_title(each) for each in ("merge", "split", "abolish", "rename")] == [
        "撤并",
        "拆分",
        "撤销",
        "更名",
    ]
    assert NAMES["areas"] == "区划"


def test_an_area_named_among_those_that_go_into_it_stays() -> None:
    _merge(EAST, WEST, EAST)
    assert area(WEST).valid_to is None
    assert len(_logged()) == 2


def test_a_merger_of_nothing_is_refused() -> None:
    assert _refused(lambda: _merge(WEST), UsageError) == (
        "没有要撤并的区划",
        "写明被撤并的区划，再用 --into 写明并入哪里",
    )


def test_an_area_that_has_ended_cannot_end_again() -> None:
    _merge(EAST)
    assert _refused(lambda: _merge(EAST, into=BEND)) == (
        "东柳村（990101100201）已于 2026-07-01 撤销",
        "请核对区划代码",
    )


def test_an_area_cannot_end_before_it_began() -> None:
    load_areas([{"code": str(NEW), "name": "双柳村", "valid_from": "2026-08-01"}])
    assert _refused(lambda: _merge(NEW)) == (
        "双柳村（990101100210）2026-08-01 才设立，不能在 2026-07-01 撤销",
        "请核对日期",
    )


def test_an_area_with_areas_below_is_adjusted_from_below() -> None:
    message, hint = _refused(lambda: _merge(AreaCode("990101100"), into=AreaCode("990101101")))
    assert message == "柳河镇（990101100）下面还有3个区划，如东柳村"
    assert hint.startswith("先调整下级")


def test_areas_of_two_towns_do_not_merge() -> None:
    message, hint = _refused(lambda: _merge(EAST, into=OTHER_TOWN))
    assert message == "990101100201 和 990101101201 不在同一个上级之下"
    assert "先在新的上级下登记" in hint


def test_an_area_that_has_ended_takes_nothing_in() -> None:
    _merge(WEST, into=BEND)
    assert _refused(lambda: _merge(EAST, into=WEST))[0] == (
        "西柳村（990101100202）已于 2026-07-01 撤销，不能并入"
    )


def test_a_new_area_needs_a_name() -> None:
    assert _refused(lambda: _merge(EAST, into=NEW), UsageError) == (
        "区划 990101100210：区划 990101100210 没有名称",
        "补上 name 一列",
    )


def test_a_refused_merger_leaves_every_area_as_it_was() -> None:
    _refused(lambda: _merge(EAST, OTHER_TOWN))
    assert area(EAST).valid_to is None
    assert _logged() == []


# --- splitting ------------------------------------------------------------------------------------


def test_a_split_area_ends_and_names_its_parts() -> None:
    heirs = _split(into={NEW: "东柳一村", AreaCode("990101100211"): "东柳二村"})
    assert [heir.name for heir in heirs] == ["东柳一村", "东柳二村"]
    assert (area(EAST).valid_to, area(EAST).successors) == (DAY, [heir.code for heir in heirs])
    assert _logged()[0][1:] == ("split", "东柳村拆分为东柳一村、东柳二村，2026-07-01起")


def test_a_split_into_nothing_abolishes() -> None:
    assert _split(into={}) == []
    assert area(EAST).successors == []
    assert _logged()[0][1:] == ("abolish", "东柳村撤销，2026-07-01起")


def test_a_split_into_one_is_a_merger() -> None:
    assert _refused(lambda: _split(into={WEST: ""})) == (
        "只有一个去向不是拆分",
        "整体并入请用 zhenyu area merge",
    )


def test_the_parts_of_a_split_stay_in_the_town() -> None:
    assert "不在同一个上级之下" in _refused(lambda: _split(into={WEST: "", OTHER_TOWN: ""}))[0]


# --- renaming -------------------------------------------------------------------------------------


def _rename(name: str, on: date = DAY) -> Area:
    return rename_area(EAST, name, on=on, actor="李红")


def test_a_renamed_area_keeps_its_old_name_for_the_time_before() -> None:
    renamed = _rename(" 柳东村 ")
    assert renamed.name == "柳东村"
    assert area(EAST).name_on(date(2026, 6, 30)) == "东柳村"
    assert area(EAST).name_on(DAY) == "柳东村"
    assert area(EAST).pinyin.split()[-1] == "ldc"
    assert _logged() == [(str(EAST), "rename", "东柳村更名为柳东村，2026-07-01起")]


def test_a_name_of_nothing_is_refused() -> None:
    assert _refused(lambda: _rename("  ")) == ("没有写新名称", "写明新的名称")


@pytest.mark.parametrize("on", [DAY, date(2026, 6, 1)])
def test_a_renaming_comes_after_the_one_before(on: date) -> None:
    _rename("柳东村")
    assert _refused(lambda: _rename("柳林村", on)) == (
        "柳东村在 2026-07-01 已改过名",
        "更名日期要晚于上一次",
    )


def test_an_area_that_is_not_registered_is_named_with_a_remedy() -> None:
    with pytest.raises(NotFound) as refusal:
        rename_area(AreaCode("990101100299"), "新名", on=DAY, actor="李红")
    assert refusal.value.message == "没有代码为 990101100299 的区划"
    assert "zhenyu area import" in refusal.value.hint
