"""A ledger of a million rows for benchmarks: the columns and distributions of
``../shared/bench/make_ledger.py``.

Five towns of 43 villages each, so that a town holds 200,000 rows and a village 4,650; towns take turns with
imports of 10,000 rows, villages mixed. Rows are made inside the database, numbered as they come and laid down
by village, as an import does it. The import has a benchmark of its own.
"""

from zhenyu.core.values.area_codes import AreaCode

if __package__:
    from benchmarks.import_ledger import GIVEN, LEDGER, STATES, SURNAMES, VILLAGES
else:
    from import_ledger import GIVEN, LEDGER, STATES, SURNAMES, VILLAGES

COUNTY = AreaCode("990109")
TOWNS = [AreaCode(f"990109{100 + n}") for n in range(5)]
TOWN = TOWNS[2]
VILLAGE = AreaCode(f"{TOWN}217")
CODE = "big"
STATE_CODES = ["unchecked", "checked", "posted", "paid", "stopped"]
BIG = {
    **LEDGER,
    "code": CODE,
    "title": "惠民补贴大台账",
    "fields": [
        {**field, **({"sort": True} if field["name"] in ("amount", "reg_date", "name") else {})}
        for field in LEDGER["fields"]  # type: ignore[attr-defined]  # a dict of mixed values
        if field["name"] != "status"
    ]
    + [{"name": "pay_by", "title": "应发日期", "type": "date"}],
    "lifecycle": {"initial": "unchecked", "states": dict(zip(STATE_CODES, STATES, strict=True))},
    "deadlines": [{"while": ["unchecked", "checked", "posted"], "due": "pay_by", "warn": "15d"}],
}
_FILL = """
INSERT INTO ledger_big (id, area, state, version, created_at, created_by, updated_at, updated_by, owner, due, extra,
                        code, name, id_no, persons, kind, amount, reg_date, phone, address, remark, pay_by)
SELECT i, town || (201 + v)::text, (%(states)s::text[])[s], 1, '2026-11-01', '张三', '2026-11-01', '张三', '',
       CASE WHEN s <= 3 THEN day + 365 END, '{}',
       'TZ' || lpad(i::text, 7, '0'), substr(%(surnames)s, (1 + floor(random() * 22))::int, 1)
         || substr(%(given)s, (1 + floor(random() * 22))::int, 1)
         || CASE WHEN random() < 0.6 THEN substr(%(given)s, (1 + floor(random() * 22))::int, 1) ELSE '' END,
       '37' || lpad(floor(random() * 1e16)::bigint::text, 16, '0'), (1 + floor(random() * 7))::int,
       'k' || floor(random() * 5)::int::text, round((100 + random() * 8900)::numeric, 2), day,
       '1' || (3 + floor(random() * 7))::int::text || lpad(floor(random() * 1e9)::bigint::text, 9, '0'),
       (%(villages)s::text[])[v + 1] || (1 + floor(random() * 399))::int::text || '号',
       CASE WHEN random() < 0.3 THEN '经入户核查，情况属实。' END, day + 365
FROM (SELECT i, (%(towns)s::text[])[1 + i / 10000 %% 5] AS town, floor(random() * 43)::int AS v,
             1 + floor(random() * 5)::int AS s, '2023-01-01'::date + floor(random() * 1050)::int AS day
      FROM (SELECT nextval('ledger_big_id_seq') AS i FROM generate_series(1, %(count)s)) numbered OFFSET 0) made
ORDER BY i / 10000, v, i
"""


def fill(count: int) -> None:
    """Places, the ledger and its rows, by the operator."""
    from django.db import connection

    from zhenyu.areas.actions import load_areas
    from zhenyu.ledgers.actions.definitions import define_ledger
    from zhenyu.ledgers.schema import registry
    from zhenyu.ledgers.schema.tables import refresh_statistics, vacuum
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    places = [{"code": str(COUNTY), "name": "样例县"}]
    for town in TOWNS:
        places.append({"code": str(town), "name": f"样例{town[-3:]}镇"})
        places += [{"code": f"{town}{n:03d}", "name": name} for n, name in enumerate(VILLAGES, start=201)]
    with reading_as(SYSTEM), connection.cursor() as cursor:
        load_areas(places)
        define_ledger(BIG, by=SYSTEM)
        cursor.execute("SELECT setseed(0.5)")
        words = {"surnames": SURNAMES, "given": GIVEN, "villages": VILLAGES, "states": STATE_CODES}
        cursor.execute(_FILL, {**words, "towns": list(map(str, TOWNS)), "count": count})
        refresh_statistics(registry.ledger(CODE))
    vacuum(registry.ledger(CODE))  # as after every large import
