"""Rows that point to rows, and rows that speak of the same thing."""

from typing import Any

import pytest
from django.test import Client

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, WEST
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import delete_rows
from zhenyu.ledgers.actions.imports import import_rows
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.overviews import relations
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Filter, Row, RowEdit, RowRef, RowsRefused
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

HOUSEHOLDS: dict[str, Any] = {
    "code": "households",
    "title": "住户台账",
    "domain": "民生保障",
    "level": "village",
    "key": ["number"],
    "fields": [
        {"name": "number", "title": "户编号", "type": "text", "required": True},
        {"name": "head", "title": "户主", "type": "person_name", "privacy": "personal"},
        {"name": "id_number", "title": "身份证号", "type": "id_number", "element": "resident_id"},
    ],
}
VISITS: dict[str, Any] = {
    "code": "visits",
    "title": "走访台账",
    "domain": "民生保障",
    "level": "village",
    "fields": [
        {"name": "title", "title": "事由", "type": "text"},
        {"name": "household", "title": "走访户", "type": "record", "record": "households"},
        {"name": "person", "title": "身份证号", "type": "id_number", "element": "resident_id"},
    ],
}


@pytest.fixture
def books(county: None) -> Any:
    with reading_as(SYSTEM):
        define_ledger(HOUSEHOLDS, by=SYSTEM)
        define_ledger(VISITS, by=SYSTEM)
        people = [
            {"number": "H1", "head": "王小明", "id_number": ID_NUMBER, "area": str(EAST)},
            {"number": "H2", "head": "李小红", "area": str(WEST)},
        ]
        import_rows("households", people, area=TOWN, by=SYSTEM)
        yield


def household(number: str = "H1") -> Row:
    return queries.page(SYSTEM, "households", area=TOWN, filters=[Filter("number", "eq", number)]).rows[0]


def visit(by: Reader = SYSTEM, **values: Any) -> Row:
    return save_rows("visits", [RowEdit(values, area=EAST)], by=by).rows[0]


def test_a_link_is_made_by_key_or_reference_and_shown_by_title(books: None) -> None:
    one = household()
    for named in ("H1", f"#{one.id}", one.id):
        made = visit(title="慰问", household=named)
        assert made.values["household"] == one.id
        assert made.labels == {"household": "H1"}


@pytest.mark.parametrize("named", ["H9", "#999999", 999999, "王小明"])
def test_a_link_to_nothing_is_refused(books: None, named: Any) -> None:
    with pytest.raises(RowsRefused, match="找不到"):
        visit(title="慰问", household=named)


def test_what_a_reader_may_not_see_they_cannot_link(books: None, reader_village: Reader) -> None:
    hidden = household("H2")
    with reading_as(reader_village):
        for named in ("H2", f"#{hidden.id}"):
            with pytest.raises(RowsRefused, match="找不到"):
                visit(reader_village, title="慰问", household=named)


def test_an_import_links_by_key(books: None) -> None:
    report = import_rows(
        "visits", [{"title": "慰问", "household": "H2", "area": str(EAST)}], area=TOWN, by=SYSTEM
    )
    assert report.added == 1
    found = queries.page(SYSTEM, "visits", filters=[Filter("household", "eq", "H2")])
    assert found.rows[0].labels == {"household": "H2"}


def test_a_link_to_a_deleted_row_says_so(books: None) -> None:
    one = household()
    made = visit(title="慰问", household="H1")
    delete_rows("households", [RowRef(one.id, one.version)], by=SYSTEM, why="重复")
    assert queries.row(SYSTEM, "visits", made.id).labels == {"household": "H1（已删除）"}


def test_a_record_knows_who_points_to_it_and_who_else_is_the_same_person(books: None) -> None:
    definition = read_definition(HOUSEHOLDS)
    for number in range(7):
        visit(title=f"第{number}次", household="H1")
    visit(title="同一人", person=ID_NUMBER)
    pointing, same = relations.relations(SYSTEM, definition, household())
    assert (pointing.how, pointing.count, len(pointing.rows)) == ("走访户是这一条", 7, relations.FIRST)
    assert pointing.rows[0][1] == "第6次"
    assert pointing.condition == ("household", f"#{household().id}")
    assert (same.how, same.count, same.rows[0][1]) == ("身份证号相同", 1, "同一人")
    assert same.condition is None  # an identity number never stands in an address


def test_rows_that_point_here_are_not_told_again_for_the_same_number(books: None) -> None:
    definition = read_definition(HOUSEHOLDS)
    visit(title="慰问", household="H1", person=ID_NUMBER)
    assert [each.how for each in relations.relations(SYSTEM, definition, household())] == ["走访户是这一条"]
    visit(title="同一人", person=ID_NUMBER)
    assert [each.count for each in relations.relations(SYSTEM, definition, household())] == [1, 2]


def test_related_rows_out_of_scope_are_neither_counted_nor_named(
    books: None, reader_other_village: Reader
) -> None:
    visit(title="慰问", household="H2")
    with reading_as(reader_other_village):
        assert relations.relations(reader_other_village, read_definition(HOUSEHOLDS), household("H2")) == ()


@pytest.fixture
def clerk(books: None, client: Client) -> Client:
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=str(TOWN))
    client.force_login(user)
    return client


def test_the_count_of_related_rows_opens_exactly_them(clerk: Client) -> None:
    visit(title="慰问", household="H1")
    visit(title="慰问", household="H2")
    page = clerk.get(f"/ledgers/households/{household().id}/related")
    ((relation, door),) = page.context["relations"]
    assert clerk.get(door).context["page"].total == relation.count == 1


def test_a_picker_finds_by_name_and_private_names_only_in_full(clerk: Client) -> None:
    def found(text: str) -> list[str]:
        answer = clerk.get("/ledgers/visits/pick", {"field": "household", "q": text}).json()
        return [row["title"] for row in answer["rows"]]

    assert found("H2") == ["H2"]
    assert found("") == ["H2", "H1"]
    assert found("李") == []
    assert clerk.get("/ledgers/visits/pick", {"field": "title"}).status_code == 400


def test_a_form_keeps_and_shows_the_link(clerk: Client) -> None:
    made = visit(title="慰问", household="H1")
    page = clerk.get(f"/ledgers/visits/{made.id}/", {"edit": "1"}).content.decode()
    assert f'value="#{household().id}"' in page
    assert 'data-title="H1"' in page
    shown = clerk.get(f"/ledgers/visits/{made.id}/").content.decode()
    assert f'href="/ledgers/households/{household().id}/' in shown
    body = {
        "version": made.version,
        "title": "慰问",
        "household": "H2",
        "was.household": f"#{household().id}",
    }
    clerk.post(f"/ledgers/visits/{made.id}/", body)
    assert queries.row(SYSTEM, "visits", made.id).labels == {"household": "H2"}
