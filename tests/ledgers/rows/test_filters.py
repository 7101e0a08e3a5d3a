"""Every way to ask for rows by what a column holds: the same words in the page, its address, an export and
the API."""

import csv
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, WEST
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.rows import save_rows, transition_rows
from zhenyu.ledgers.rows.typed_conditions import conditions
from zhenyu.ledgers.schema.registry import ledger as ledger_of
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.actions import create_token
from zhenyu.people.models import User, UserGrant
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
USCC = "91350100M000100Y43"
KINDS = {"flush": "水冲式", "three": "三格式", "dry": "旱厕/其他", "not_flush": "不是水冲式的"}
BOOK: dict[str, Any] = {
    "code": "things",
    "title": "样样有台账",
    "domain": "民政",
    "key": ["no"],
    "fields": [
        {"name": "no", "title": "编号", "type": "text"},
        {"name": "remark", "title": "备注", "type": "long_text"},
        {"name": "persons", "title": "人数", "type": "integer", "unit": "人"},
        {"name": "score", "title": "得分", "type": "decimal"},
        {"name": "cost", "title": "造价", "type": "money", "unit": "元"},
        {"name": "rate", "title": "比例", "type": "percent"},
        {"name": "land", "title": "面积", "type": "mu"},
        {"name": "road", "title": "里程", "type": "length"},
        {"name": "day", "title": "日期", "type": "date"},
        {"name": "month", "title": "月份", "type": "month"},
        {"name": "paid", "title": "已付", "type": "boolean"},
        {"name": "kind", "title": "类型", "type": "choice", "choices": KINDS},
        {"name": "kinds", "title": "各类", "type": "choices", "choices": KINDS},
        {"name": "head", "title": "户主", "type": "person_name"},
        {"name": "id_number", "title": "身份证号", "type": "id_number"},
        {"name": "uscc", "title": "信用代码", "type": "uscc"},
        {"name": "phone", "title": "电话", "type": "phone"},
        {"name": "account", "title": "账号", "type": "bank_account"},
        {"name": "place", "title": "去处", "type": "area"},
        {"name": "keeper", "title": "经手人", "type": "user"},
        {"name": "office", "title": "办公室", "type": "office"},
        {"name": "other", "title": "前一条", "type": "record", "record": "things"},
        {"name": "photo", "title": "照片", "type": "attachment"},
        {"name": "spot", "title": "坐标", "type": "point"},
        {"name": "due_on", "title": "期限", "type": "date"},
    ],
    "lifecycle": {
        "initial": "open",
        "states": {"open": "在办", "done": "办结"},
        "transitions": [{"name": "finish", "title": "办结", "from": ["open"], "to": "done"}],
    },
    "deadlines": [{"while": ["open"], "due": "due_on"}],
}
A: dict[str, Any] = {
    "no": "A1",
    "remark": "屋顶漏水",
    "persons": 3,
    "score": "1.5",
    "cost": "35000",
    "rate": "12.5",
    "land": "2",
    "road": "1200",
    "day": "2026-10-05",
    "month": "2026-09",
    "paid": True,
    "kind": "flush",
    "kinds": "水冲式、三格式",
    "head": "张三",
    "id_number": ID_NUMBER,
    "uscc": USCC,
    "phone": "13800138000",
    "account": "6222020200112233",
    "place": str(EAST),
    "keeper": "李红",
    "office": "民政办",
    "spot": "116.38,39.90",
    "due_on": "2026-10-30",
}
B: dict[str, Any] = {
    "no": "B2",
    "remark": "正常",
    "persons": 12,
    "score": "9",
    "cost": "800",
    "rate": "80",
    "land": "30",
    "road": "50",
    "day": "2026-07-01",
    "month": "2026-10",
    "paid": False,
    "kind": "three",
    "kinds": "三格式",
    "head": "张小三",
    "phone": "13900139000",
    "place": str(WEST),
    "keeper": "王五",
    "office": "财政所",
    "other": "A1",
    "due_on": "2026-11-05",
}

CASES = [
    ("remark", "漏水", "A"),
    ("remark", "!漏水", "BC"),
    ("remark", "=正常", "B"),
    ("remark", "屋*", "A"),
    ("remark", "≠正常", "AC"),
    ("remark", "空", "C"),
    ("remark", "非空", "AB"),
    ("persons", "3", "A"),
    ("persons", "=3人", "A"),
    ("persons", "≠3", "BC"),
    ("persons", "3..12", "AB"),
    ("persons", "4-20", "B"),
    ("persons", "10以上", "B"),
    ("persons", "不足10", "A"),
    ("persons", "未填", "C"),
    ("score", ">1.5", "B"),
    ("score", ">=1.5", "AB"),
    ("score", "小于 9", "A"),
    ("cost", ">1万", "A"),
    ("cost", "3.5万元", "A"),
    ("cost", "500～1000元", "B"),
    ("cost", "不超过800", "B"),
    ("rate", "<50%", "A"),
    ("rate", "80", "B"),
    ("land", ">=2公顷", "B"),
    ("road", "1公里以上", "A"),
    ("day", "2026-10-05", "A"),
    ("day", "=2026-10", "A"),
    ("day", "本月", "A"),
    ("day", "上月", ""),
    ("day", "本季度", "A"),
    ("day", "上季度", "B"),
    ("day", "今年", "AB"),
    ("day", "去年", ""),
    ("day", "近30天", "A"),
    ("day", "2026年7月", "B"),
    ("day", "7月", "B"),
    ("day", "三季度", "B"),
    ("day", "早于2026-10", "B"),
    ("day", "2026-07-01之后", "A"),
    ("day", ">=2026-07-01", "AB"),
    ("day", "2026-07..2026-09", "B"),
    ("day", "2026-07-01至2026-10-05", "AB"),
    ("day", "下半年", "AB"),
    ("day", "空", "C"),
    ("month", "本月", "B"),
    ("month", "2026-Q3", "A"),
    ("month", "<=2026-09", "A"),
    ("month", "非空", "AB"),
    ("paid", "是", "A"),
    ("paid", "否", "B"),
    ("paid", "空", "C"),
    ("paid", "!是", "BC"),
    ("kind", "水冲式", "A"),
    ("kind", "=flush", "A"),
    ("kind", "水冲式、三格式", "AB"),
    ("kind", "!水冲式", "BC"),
    ("kind", "不是水冲式", "BC"),
    ("kind", "!水冲式,三格式", "C"),
    ("kind", "旱厕/其他", ""),
    ("kind", "不是水冲式的", ""),
    ("kinds", "三格式", "AB"),
    ("kinds", "水冲式、旱厕/其他", "A"),
    ("kinds", "水冲式+三格式", "A"),
    ("kinds", "!水冲式", "BC"),
    ("kinds", "空", "C"),
    ("head", "张", "AB"),
    ("head", "=张三", "A"),
    ("head", "张小*", "B"),
    ("id_number", ID_NUMBER, "A"),
    ("id_number", f"!{ID_NUMBER}", "BC"),
    ("id_number", f"{ID_NUMBER}、{ID_NUMBER}", "A"),
    ("uscc", USCC, "A"),
    ("phone", "8000", "A"),
    ("phone", "139*", "B"),
    ("account", "6222020200112233", "A"),
    ("place", "东柳", "A"),
    ("place", "!东柳", "BC"),
    ("place", "柳河镇", "AB"),
    ("place", "空", "C"),
    ("keeper", "我", "A"),
    ("keeper", "王", "B"),
    ("office", "民政", "A"),
    ("other", "A1", "B"),
    ("other", "!A1", "AC"),
    ("other", "空", "AC"),
    ("photo", "空", "ABC"),
    ("photo", "非空", ""),
    ("spot", "非空", "A"),
    ("area", "西柳", "B"),
    ("area", str(EAST), "AC"),
    ("area", "!西柳", "AC"),
    ("state", "办结", "B"),
    ("state", "在办、办结", "ABC"),
    ("state", "!办结", "AC"),
    ("due", "逾期", "A"),
    ("due", "空", "BC"),
    ("due", "本月", "A"),
    ("updated_by", "系统", "ABC"),
    ("updated_at", "今天", "ABC"),
    ("updated_at", "去年", ""),
    ("created_by", "我", ""),
]


@pytest.fixture
def things(county: None, settings: Any, client: Client) -> Client:
    """A clerk called 李红 before a ledger with a field of every type: two rows filled, one blank."""
    settings.ZHENYU_TODAY = "2026-10-31"
    with reading_as(SYSTEM):
        define_ledger(BOOK, by=SYSTEM)
        first = save_rows("things", [RowEdit(A, area=EAST)], by=SYSTEM).rows[0]
        assert first.due is not None
        (second,) = save_rows("things", [RowEdit(B, area=WEST)], by=SYSTEM).rows
        save_rows("things", [RowEdit({"no": "C3"}, area=EAST)], by=SYSTEM)
        transition_rows("things", [RowRef(second.id, 1)], "finish", by=SYSTEM)
    user = User.objects.create_user("lihong", password="x", name="李红")
    UserGrant.objects.create(user=user, role="office_head", area=str(TOWN))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _on_the_page(client: Client, field: str, typed: str) -> str:
    answer = client.get("/ledgers/things/rows", {f"f.{field}": typed})
    if answer.status_code != 200:
        return " ".join(strip_tags(answer.content.decode()).split())[-90:]
    rows = answer.json()["rows"]
    return "".join(sorted(row["values"]["no"][0] for row in rows))


def _in_an_export(client: Client, field: str, typed: str) -> str:
    asked = client.get("/ledgers/things/export", {f"f.{field}": typed, "format": "csv", "columns": "no"})
    if asked.status_code != 200:
        return str(asked.status_code)
    text = b"".join(asked).decode("utf-8-sig")  # type: ignore[arg-type]
    lines = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return "".join(sorted(line["编号"][0] for line in lines if line["编号"]))


def _by_the_api(client: Client, field: str, typed: str) -> str:
    rows = client.get("/api/v1/ledgers/things/rows", {"filter": f"{field}:is:{typed}"}).json().get("rows", [])
    return "".join(sorted(row["values"]["no"][0] for row in rows))


def test_every_condition_finds_the_same_rows_by_every_door(things: Client) -> None:
    doors: list[Callable[[Client, str, str], str]] = [_on_the_page, _in_an_export, _by_the_api]
    wrong = [
        f"{door.__name__} {field}:{typed} → {found}, not {expected}"
        for field, typed, expected in CASES
        for door in doors
        if (found := door(things, field, typed)) != expected
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_has_every_type_of_field() -> None:
    asked = {field for field, _, _ in CASES}
    assert {field["name"] for field in BOOK["fields"]} - asked == {"no", "due_on"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("f.day=前阵子", "看不懂“前阵子”是哪些天"),
        ("f.day=2026-12..2026-01", "起止颠倒"),
        ("f.kind=马桶", "没有“马桶”这个选项"),
        ("f.kinds=水冲式、马桶", "没有“马桶”这个选项"),
        ("f.cost=很多", "筛选“造价”"),
        ("f.paid=也许", "筛选“已付”"),
        ("f.other=没有这条", "找不到"),
        ("f.photo=合影", "不能按内容筛选"),
        ("f.id_number=1101", "筛选“身份证号”"),
        ("f.colour=红", "没有栏目“colour”"),
        ("f.cost=>1&f.cost=<9", "写了两个条件"),
        ("state=gone", "没有“gone”这个状态"),
        ("f.state=没了", "没有“没了”这个选项"),
        ("overdue=yes", "看不懂条件“overdue=yes”"),
        ("sort=colour", "不能按“colour”排序"),
    ],
)
def test_what_cannot_be_understood_is_said_and_shows_no_row(things: Client, query: str, said: str) -> None:
    for page in (
        "/ledgers/things/",
        "/ledgers/things/export",
        "/ledgers/things/board/",
        "/ledgers/things/chart/",
    ):
        answer = things.get(f"{page}?{query}")
        if "sort" in query and page.endswith(("board/", "chart/")):
            continue
        if "state" in query and page.endswith("board/") and not query.startswith("f."):
            continue
        assert answer.status_code == 400, page
        assert said in answer.content.decode()


def test_an_export_says_what_was_asked_for_in_words(things: Client) -> None:
    asked = things.get(
        "/ledgers/things/export", {"f.kinds": "水冲式、三格式", "f.state": "!办结", "format": "csv"}
    )
    text = b"".join(asked).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "各类属于“水冲式、三格式”；状态不等于“办结”" in text


def test_me_is_nobody_without_a_name(things: Client) -> None:
    with pytest.raises(UsageError, match="我"):
        list(conditions(ledger_of("things"), "keeper", "我", TOWN))


def test_a_token_of_the_api_is_its_owner(things: Client, client: Client) -> None:
    owner = reader_of(User.objects.get(username="lihong"), date(2026, 10, 31))
    with reading_as(owner):
        _, secret = create_token(by=owner, name="接口", expires_on=date(2026, 12, 1), read_only=True)
    client.logout()
    asked = client.get(
        "/api/v1/ledgers/things/rows",
        {"filter": "keeper:is:我"},
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert [row["values"]["no"] for row in asked.json()["rows"]] == ["A1"]
