"""Three-way merge of definitions: laws that hold for any three, and what people see of a conflict."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledgers.samples import toilets
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.field_renames import with_renames
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.definition.three_way_merge import Side, merge

NAMES = ("plot", "size", "owner_name", "paid", "day")


@st.composite
def definitions(draw: st.DrawFn) -> LedgerDefinition:
    """Small ledgers over the same few names, so that any two overlap."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    retired = draw(
        st.lists(st.sampled_from([n for n in NAMES if n not in names] or ["gone"]), max_size=1, unique=True)
    )
    states = {
        code: draw(st.sampled_from(["待办", "在办"])) + code
        for code in draw(st.permutations(["a", "b", "c"]))[:2]
    }
    raw: dict[str, Any] = {
        "code": "plots",
        "title": draw(st.sampled_from(["地块", "田块"])),
        "domain": "农业",
        "key": draw(st.sampled_from([[], names[:1]])),
        "fields": [draw(fields(name)) for name in names],
        "retired": [draw(fields(name)) for name in retired],
        "lifecycle": {
            "initial": next(iter(states)),
            "states": states,
            "transitions": draw(
                st.sampled_from(
                    [[], [{"name": "go", "title": "办", "from": list(states)[:1], "to": list(states)[1]}]]
                )
            ),
        },
        "measures": [
            {"indicator": code, "value": "count()"}
            for code in draw(st.lists(st.sampled_from("ab"), max_size=3))
        ],
    }
    return read_definition(raw)


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(["text", "choice", "date"]))
    chosen = draw(st.permutations([("x", "甲"), ("y", "乙"), ("z", "丙")]))[:2] if kind == "choice" else []
    return {
        "name": name,
        "title": draw(st.sampled_from([name, f"{name}名"])),
        "type": kind,
        "choices": dict(chosen),
    }


@settings(max_examples=150, deadline=None)
@given(definitions(), definitions())
def test_what_only_one_side_changed_is_taken_whole(base: LedgerDefinition, changed: LedgerDefinition) -> None:
    assert merge(base, base, changed).definition == changed.as_raw()
    assert merge(base, changed, base).definition == changed.as_raw()
    assert merge(base, changed, changed).definition == changed.as_raw()
    for sides in ((base, base, changed), (base, changed, base), (base, changed, changed)):
        assert merge(*sides).conflicts == ()


@settings(max_examples=100, deadline=None)
@given(definitions(), definitions(), definitions())
def test_every_conflict_can_be_decided(
    base: LedgerDefinition, local: LedgerDefinition, pack: LedgerDefinition
) -> None:
    try:
        conflicts = merge(base, local, pack).conflicts
        chosen: dict[str, Side] = {conflict.key: "pack" for conflict in conflicts}
        decided = merge(base, local, pack, choices=chosen)
    except UsageError:
        return  # parts that fit each other no longer are told, never half applied
    assert decided.conflicts == ()
    assert decided.definition == merge(base, local, pack, prefer="pack").definition


def changed(change: Any) -> LedgerDefinition:
    raw = toilets()
    change(raw)
    return read_definition(raw)


BASE = read_definition(toilets())


def test_changes_of_different_parts_meet() -> None:
    def here(raw: dict[str, Any]) -> None:
        raw["fields"][4]["title"] = "实际造价"
        raw["fields"].insert(5, {"name": "village_note", "title": "村注", "type": "text"})
        raw["lifecycle"]["states"]["idle"] = "停用"

    def there(raw: dict[str, Any]) -> None:
        raw["fields"][4]["help"] = "含税"
        raw["fields"].append({"name": "score", "title": "评分", "type": "integer"})
        raw["lifecycle"]["transitions"][0]["title"] = "动工"
        raw["measures"].append({"indicator": "toilet_cost", "value": "sum(cost)", "on": "finished_on"})

    merged = merge(BASE, changed(here), changed(there))
    assert merged.conflicts == ()
    both = read_definition(merged.definition)
    assert (both.by_name["cost"].title, both.by_name["cost"].help) == ("实际造价", "含税")
    names = list(both.by_name)
    assert names.index("village_note") == names.index("cost") + 1
    assert names[-1] == "score"
    assert "idle" in both.states
    assert both.lifecycle is not None
    assert both.lifecycle.transitions[0].title == "动工"
    assert len(both.measures) == 2


def test_a_conflict_is_said_with_both_sides_and_stays_as_it_is_here() -> None:
    here = changed(lambda raw: raw["fields"][4].update(title="实际造价"))
    there = changed(lambda raw: raw["fields"][4].update(title="造价（元）"))
    merged = merge(BASE, here, there)
    (conflict,) = merged.conflicts
    assert conflict.title == "栏目“实际造价”的名称"
    assert (conflict.base, conflict.local, conflict.pack) == ("造价", "实际造价", "造价（元）")
    assert merged.definition == here.as_raw()
    assert merge(BASE, here, there, prefer="pack").definition == there.as_raw()
    assert merge(BASE, here, there, choices={conflict.key: "pack"}).definition == there.as_raw()


def test_a_field_retired_here_and_changed_there_is_a_conflict() -> None:
    def retire(raw: dict[str, Any]) -> None:
        raw["retired"] = [raw["fields"].pop()]

    merged = merge(BASE, changed(retire), changed(lambda raw: raw["fields"][-1].update(help="写清楚")))
    assert [conflict.title for conflict in merged.conflicts] == ["栏目“备注”"]
    kept = merge(
        BASE, changed(retire), changed(lambda raw: raw["fields"][-1].update(help="写清楚")), prefer="pack"
    )
    assert [field["name"] for field in kept.definition["fields"]][-1] == "remark"
    assert "retired" not in kept.definition


def test_a_rename_here_meets_a_change_there() -> None:
    here = read_definition(with_renames(BASE.as_raw(), {"cost": "price"}))
    there = changed(
        lambda raw: raw["measures"].append(
            {"indicator": "toilet_cost", "value": "sum(cost)", "on": "finished_on"}
        )
    )
    merged = merge(BASE, here, there)
    assert merged.conflicts == ()
    assert merged.definition["measures"][1]["value"] == "sum(price)"


def test_without_a_base_every_difference_is_a_conflict() -> None:
    merged = merge(None, BASE, changed(lambda raw: raw.update(title="改厕", office="党政办")))
    assert {conflict.title for conflict in merged.conflicts} == {"名称", "保管办公室"}
