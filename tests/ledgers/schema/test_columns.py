"""What a ledger's table is made of: columns, the model over it, the layout of its images."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledgers.samples import toilets
from zhenyu.ledgers.definition.checks import SYSTEM_COLUMNS, read_definition
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType
from zhenyu.ledgers.schema.columns import column, image_layout, make_model, sql_type, system_columns
from zhenyu.ledgers.schema.indexes import search_index, wanted

LEDGER = read_definition(toilets())


def declared(kind: FieldType, **more: Any) -> Field:
    if kind in (FieldType.CHOICE, FieldType.CHOICES):
        more["choices"] = {"a": "甲"}
    if kind is FieldType.RECORD:
        more["record"] = "x"
    return Field.model_validate({"name": "it", "title": "它", "type": kind.value, **more})


@pytest.mark.parametrize("kind", list(FieldType))
def test_every_type_has_a_column_that_may_be_blank(kind: FieldType) -> None:
    made = column(declared(kind))
    assert made.null
    assert sql_type(declared(kind))


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        (FieldType.TEXT, "text"),
        (FieldType.CHOICES, "text[]"),
        (FieldType.MONEY, "numeric"),
        (FieldType.INTEGER, "bigint"),
        (FieldType.MONTH, "date"),
        (FieldType.BOOLEAN, "boolean"),
        (FieldType.POINT, "jsonb"),
        (FieldType.RECORD, "bigint"),
    ],
)
def test_a_type_is_kept_as_business_tools_read_it(kind: FieldType, kept: str) -> None:
    assert sql_type(declared(kind)) == kept


def test_the_system_columns_are_those_no_field_may_be_called() -> None:
    assert tuple(system_columns()) == SYSTEM_COLUMNS


def test_the_model_has_the_key_of_the_ledger_among_active_rows() -> None:
    model = make_model(LEDGER)
    assert model._meta.db_table == "ledger_toilets"
    assert [each.name for each in model._meta.constraints] == ["ledger_toilets_key"]
    assert {each.name for each in model._meta.indexes} == {
        "ledger_toilets_area",
        "ledger_toilets_due",
        "ledger_toilets_batch",
    }


def test_a_ledger_without_a_key_has_no_such_constraint() -> None:
    assert make_model(read_definition(toilets(key=[])))._meta.constraints == []


def test_two_models_of_one_ledger_do_not_meet() -> None:
    one, other = make_model(LEDGER), make_model(LEDGER)
    assert one is not other
    assert one._meta.apps is not other._meta.apps


def test_an_image_lists_retired_fields_too() -> None:
    raw = toilets()
    raw["retired"] = [raw["fields"].pop()]
    layout = image_layout(read_definition(raw))
    assert "remark" in layout.columns
    assert len(layout.columns) == len(layout.kinds)
    assert not {"id", "area", "version", "updated_at"} & set(layout.columns)


# --- indexes that follow from a definition --------------------------------------------------------


def test_a_ledger_gets_indexes_for_search_order_and_states() -> None:
    kinds = {name.removeprefix("ledger_toilets_").split("_")[0] for name in wanted(LEDGER)}
    assert kinds == {"search", "sort", "state"}


def test_the_name_of_an_index_follows_what_it_holds() -> None:
    raw = toilets()
    raw["fields"].append({"name": "place_name", "title": "小地名", "type": "text"})
    more = read_definition(raw)
    assert search_index(more) != search_index(LEDGER)
    assert wanted(LEDGER) == wanted(read_definition(toilets(title="别的名称")))


def test_a_field_marked_for_sorting_gets_an_index_of_its_own() -> None:
    raw = toilets()
    raw["fields"][4]["sort"] = True
    assert len(wanted(read_definition(raw))) == len(wanted(LEDGER)) + 1


def test_links_and_shared_elements_are_indexed() -> None:
    raw = toilets()
    raw["fields"] += [
        {"name": "house", "title": "房屋", "type": "record", "record": "houses"},
        {"name": "person", "title": "居民", "type": "id_number", "element": "resident_id"},
    ]
    links = [name for name in wanted(read_definition(raw)) if "_link_" in name]
    assert len(links) == 2


def test_a_ledger_without_states_counts_none() -> None:
    plain = read_definition(toilets(lifecycle=None, deadlines=[], measures=[]))
    assert not any("_state_" in name for name in wanted(plain))
