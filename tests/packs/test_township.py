"""The township pack against the definitions of the rooms it feeds: what it says must be sayable there."""

from collections import Counter
from functools import cache

import pytest

from tests.support.packs import township
from zhenyu.core.values.quantities import unit_of
from zhenyu.indicators.catalogue.calculation import calculations_of
from zhenyu.indicators.catalogue.indicator_definition import (
    IndicatorDefinition,
    IndicatorKind,
    TreeRule,
    read_indicator,
)
from zhenyu.indicators.measures.measure import compile_ledger
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.packs.loader import PackItem
from zhenyu.plans.definition import read_system
from zhenyu.writing.markdown import parse
from zhenyu.writing.template_binding import faults, marks_in
from zhenyu.writing.types import Heading


@cache
def catalogue() -> dict[str, IndicatorDefinition]:
    return {item.code: read_indicator(item.raw, item.source) for item in township().indicators}


LEDGERS = [pytest.param(item, id=item.code) for item in township().ledgers]


@pytest.mark.parametrize("item", LEDGERS)
def test_a_ledger_is_a_sound_definition_in_a_file_of_its_name(item: PackItem) -> None:
    definition = read_definition(item.raw, item.source)
    assert item.source == f"ledgers/{definition.code}.yaml"
    assert definition.key
    assert definition.basis, "every collection of data names its basis"
    assert definition.office


@pytest.mark.parametrize("item", LEDGERS)
def test_every_measure_of_a_ledger_compiles(item: PackItem) -> None:
    definition = read_definition(item.raw, item.source)
    compiled = compile_ledger(definition, catalogue())
    assert len(compiled) == len(definition.measures), (
        "a measure feeds an indicator that is not in the catalogue"
    )
    assert all(measure.on for measure in compiled), "a measure says by which day a row counts"


@pytest.mark.parametrize("item", LEDGERS)
def test_personal_fields_are_declared_private(item: PackItem) -> None:
    definition = read_definition(item.raw, item.source)
    for field in definition.fields:
        if field.type in ("id_number", "bank_account"):
            assert field.privacy == "sensitive", field.name


def test_there_is_enough_of_everything() -> None:
    assert len(township().ledgers) >= 12
    assert len(township().indicators) >= 50
    assert township().systems
    assert township().templates


def test_the_catalogue_is_sound() -> None:
    calculations_of(catalogue())
    for definition in catalogue().values():
        unit_of(definition.unit)
        assert definition.domain


def test_no_two_indicators_answer_to_one_name() -> None:
    """A reader of reports must know which is meant (DOMAIN §8.2: different concepts, same word)."""
    names = Counter(name for each in catalogue().values() for name in {each.title, *each.synonyms})
    assert [name for name, count in names.items() if count > 1] == []


def test_external_indicators_are_fed_by_no_ledger_and_all_others_by_one() -> None:
    fed = {measure["indicator"] for item in township().ledgers for measure in item.raw.get("measures", ())}
    for code, definition in catalogue().items():
        elsewhere = definition.kind is IndicatorKind.EXTERNAL or bool(definition.parts)
        assert (code in fed) != elsewhere, code


def test_titles_of_the_cockpit_exist() -> None:
    cockpit = township().cockpit
    assert 8 <= len(cockpit["figures"]) <= 12
    assert cockpit["funnel"] == [
        "projects_signed",
        "projects_landed",
        "projects_started",
        "projects_producing",
    ]
    assert {*cockpit["figures"], *cockpit["funnel"]} <= set(catalogue())


def test_the_work_system_has_one_three_five_and_seven_items() -> None:
    for item in township().systems:
        system = read_system({**item.raw, "area": "990101100"}, source=item.source)
        assert [len(level.items) for level in system.levels] == [int(digit) for digit in system.digits]
        tasks = list(system.tasks())
        assert {task.target.indicator for task in tasks if task.target} <= set(catalogue())
        assert all(goal.tasks for level in system.levels for goal in level.items), (
            "every goal comes down to tasks"
        )
        assert all(node.done_on is None for task in tasks for node in task.nodes), (
            "a definition holds no progress"
        )


def test_offices_of_tasks_keep_ledgers_or_the_town_office() -> None:
    offices = {item.raw["office"] for item in township().ledgers}
    for item in township().systems:
        named = {
            office
            for task in read_system({**item.raw, "area": "990101100"}).tasks()
            for office in (task.lead, *task.assisting)
        }
        assert named <= offices


def test_a_template_names_figures_that_exist_under_at_least_six_headings() -> None:
    for item in township().templates:
        body = item.raw["body"]
        assert faults(body) == []
        blocks = parse(body)
        assert len([block for block in blocks if isinstance(block, Heading) and block.level in (1, 2)]) >= 6
        words = {"area", "period", "year", "last_year", "next_year"}
        assert {mark.target.partition(".")[0] for mark in marks_in(blocks)} - words <= set(catalogue())


def test_only_what_belongs_to_one_town_each_is_added_up_for_a_county() -> None:
    external = [each for each in catalogue().values() if each.kind is IndicatorKind.EXTERNAL]
    added = {each.code for each in external if each.tree_rule is TreeRule.SUM}
    assert added == {"retail_sales", "foreign_trade", "grain_output"}
