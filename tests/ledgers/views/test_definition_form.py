"""The form of a definition: what it shows is what it makes; titles stand for codes; mistakes are told.
Pure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from tests.ledgers.samples import toilets
from tests.support.packs import township
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.field_renames import origins
from zhenyu.ledgers.views.definition.form import Form, form_of, parsed
from zhenyu.ledgers.views.definition.form_meaning import raw_of

RAWS = {item.code: item.raw for item in township().ledgers}


def sent(form: Form, **changes: str) -> QueryDict:
    """What a browser sends back, with some inputs changed."""
    pairs: list[tuple[str, str]] = [*form.general.items(), ("initial", form.initial)]
    for part in ("fields", "states", "steps", "deadlines", "rules", "measures"):
        for row in getattr(form, part):
            pairs.append((part, row.k))
            pairs += [(f"{part}.{row.k}.{name}", text) for name, text in row.texts.items()]
            for code, title in row.choices:
                pairs += [(f"{part}.{row.k}.choice", code), (f"{part}.{row.k}.choice_title", title)]
    known = dict(changes)
    return QueryDict(urlencode([(name, known.pop(name, text)) for name, text in pairs] + list(known.items())))


def resent(raw: dict[str, Any], **changes: str) -> dict[str, Any]:
    current = read_definition(raw)
    return raw_of(parsed(sent(form_of(raw, current), **changes)))


@pytest.mark.parametrize("code", RAWS)
def test_a_form_sent_back_untouched_is_the_same_definition(code: str) -> None:
    assert read_definition(resent(RAWS[code])) == read_definition(RAWS[code])


def test_what_has_no_input_travels_along() -> None:
    raw = toilets()
    raw["fields"][0]["element"] = "household_no"
    assert read_definition(resent(raw)).by_name["household_no"].element == "household_no"


def field(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in raw["fields"] if item["name"] == name)
    return found


def test_a_new_field_gets_a_code_from_its_title() -> None:
    form = sent(form_of(toilets())).copy()
    form.appendlist("fields", "new")
    form["fields.new.title"], form["fields.new.type"] = "验收日期", "date"
    raw = raw_of(parsed(form))
    assert raw["fields"][-1]["title"] == "验收日期"
    assert read_definition(raw).fields[-1].name == "accepted_on"


def test_another_title_keeps_the_code_and_old_titles_are_still_understood() -> None:
    raw = resent(toilets(), **{"fields.6.title": "竣工日期"})
    definition = read_definition(raw)
    assert definition.by_name["finished_on"].title == "竣工日期"
    assert definition.measures[0].on == "finished_on"


def test_another_code_takes_data_and_references_along() -> None:
    old = read_definition(toilets())
    new = read_definition(resent(toilets(), **{"fields.4.name": "outlay"}))
    assert origins(old, new)["outlay"] == "cost"
    assert new.constraints[0].check == "outlay >= 0"


def test_a_retired_field_moves_aside_and_back() -> None:
    raw = resent(toilets(), **{"fields.8.retired": "1"})
    assert [item["name"] for item in raw["retired"]] == ["remark"]
    back = resent(read_definition(raw).as_raw(), **{"fields.8.retired": ""})
    assert read_definition(back) == read_definition(toilets())


def test_a_renamed_choice_keeps_its_code_and_a_new_one_gets_one() -> None:
    form = form_of(toilets())
    changed = [("flush", "水冲厕所"), ("three_tank", "三格化粪池"), ("", "双瓮式")]
    pairs = sent(form).copy()
    pairs.setlist("fields.3.choice", [code for code, _ in changed])
    pairs.setlist("fields.3.choice_title", [title for _, title in changed])
    choices = field(raw_of(parsed(pairs)), "kind")["choices"]
    assert list(choices.values()) == ["水冲厕所", "三格化粪池", "双瓮式"]
    assert list(choices)[:2] == ["flush", "three_tank"]


def test_a_step_to_a_state_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="步骤“开工”里写的“在建”不是状态.*待改、施工中"):
        resent(toilets(), **{"steps.0.to": "在建"})


def test_a_new_ledger_made_of_titles_only() -> None:
    post = {
        "title": "古树名木台账",
        "domain": "生态环境",
        "level": "village",
        "fields": "a",
        "fields.a.title": "树号",
        "fields.a.type": "text",
        "fields.a.key": "1",
        "states": "s",
        "states.s.title": "在养护",
        "initial": "s",
    }
    definition = read_definition(raw_of(parsed(QueryDict(urlencode(post))), taken={"gu_shu_ming_mu"}))
    assert definition.code == "gu_shu_ming_mu_2"
    assert definition.key == (definition.fields[0].name,)
    assert list(definition.states.values()) == ["在养护"]


def test_a_time_limit_by_choice_and_whom_it_is_reported_to_are_inputs() -> None:
    made = resent(
        toilets(),
        **{
            "deadlines.0.kind": "by",
            "deadlines.0.field": "应完工日期",
            "deadlines.0.by": "改厕类型",
            "deadlines.0.limits": "水冲式=3个工作日；三格化粪池：20天",
            "deadlines.0.escalate": "2个工作日=办所负责人；10天=领导",
        },
    )
    (deadline,) = read_definition(made).deadlines
    assert {code: (span.days, span.working) for code, span in deadline.limits.items()} == {
        "flush": (3, True),
        "three_tank": (20, False),
    }
    assert [(each.after.days, each.to) for each in deadline.escalate] == [(2, "office_head"), (10, "leader")]
    shown = form_of(made).deadlines[0]
    assert shown.text("limits") == "水冲式=3个工作日；三格化粪池=20天"
    assert shown.text("escalate") == "2个工作日=办所负责人；10天=领导"
    assert read_definition(resent(made)) == read_definition(made)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"deadlines.0.limits": "旱厕=3天"}, "没有“旱厕”"),
        ({"deadlines.0.limits": "水冲式"}, "看不懂“水冲式”"),
        ({"deadlines.0.limits": "水冲式=很快"}, "“很快”不是天数"),
        ({"deadlines.0.escalate": "3天=书记员"}, "没有“书记员”"),
    ],
)
def test_a_time_limit_that_means_nothing_is_told(changes: dict[str, str], said: str) -> None:
    by = {"deadlines.0.kind": "by", "deadlines.0.field": "应完工日期", "deadlines.0.by": "改厕类型"}
    with pytest.raises(UsageError, match=said):
        resent(toilets(), **by, **changes)
