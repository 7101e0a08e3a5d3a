"""A pack is applied whole or not at all."""

from pathlib import Path

import pytest

from zhenyu.areas.queries import area
from zhenyu.config.packs import apply
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.measures.registry import indicators
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM
from zhenyu.writing.models import Template

pytestmark = pytest.mark.usefixtures("county")

LEDGER = """
code: visits
title: 走访台账
domain: 民生保障
level: village
key: [title]
fields:
  - {name: title, title: 事由, type: text}
"""
INDICATOR = "- {code: visits_made, title: 走访次数, domain: 民生保障, unit: 次, kind: flow}\n"
TEMPLATE = "---\ncode: half\ntitle: 半年总结\n---\n走访{{visits_made}}。\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    files = {
        "pack.yaml": 'code: small\ntitle: 小包\nversion: "1.0"\n',
        "areas/town.csv": "code,name\n990101100204,新桥村\n",
        "ledgers/visits.yaml": LEDGER,
        "indicators/people.yaml": INDICATOR,
        "templates/half.md": TEMPLATE,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_each_part_goes_to_its_room(pack: Path) -> None:
    with reading_as(SYSTEM):
        applied = apply(pack, by=SYSTEM)
    assert applied.sentence == "小包：1 个台账、1 个指标、0 个工作体系、1 个模板"
    assert area(AreaCode("990101100204")).name == "新桥村"
    assert [each.code for each in ledgers()] == ["visits"]
    assert [each.code for each in indicators()] == ["visits_made"]
    assert Template.objects.get().title == "半年总结"


def test_a_pack_applied_again_changes_nothing(pack: Path) -> None:
    with reading_as(SYSTEM):
        apply(pack, by=SYSTEM)
        again = apply(pack, by=SYSTEM)
    assert again.as_json() == {
        "pack": "small",
        "version": "1.0",
        "systems_waiting": [],
        "undecided": [],
    }


def test_one_wrong_file_leaves_everything_as_it_was(pack: Path) -> None:
    (pack / "ledgers" / "visits.yaml").write_text(LEDGER.replace("text}", "textile}"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"visits\.yaml"), reading_as(SYSTEM):
        apply(pack, by=SYSTEM)
    assert list(ledgers()) == []
    assert list(indicators()) == []
    with pytest.raises(NotFound):
        area(AreaCode("990101100204"))
