"""The twenty ugly workbooks are imported as they are: which rows are taken, and what the report says was
not."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection

from tests.ledgers.inferring.ugly.invented import VILLAGES
from tests.ledgers.inferring.ugly.make_workbooks import MAKERS
from zhenyu.areas.actions import load_areas
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.importing.file_import import import_file
from zhenyu.ledgers.inferring import infer
from zhenyu.ledgers.types import ImportReport
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

TAKEN = yaml.safe_load(
    (Path(__file__).parents[1] / "inferring" / "ugly" / "taken.yaml").read_text(encoding="utf-8")
)
TOWN = AreaCode("990101100")


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("ugly")
    return {path.stem: path for path in (make(folder) for make in MAKERS)}


@pytest.fixture(autouse=True)
def _town(db: None) -> Any:
    with reading_as(SYSTEM):
        villages = [{"code": f"{TOWN}{n}", "name": name} for n, name in enumerate(VILLAGES, start=201)]
        load_areas([{"code": str(TOWN), "name": "望澜镇"}, *villages])
        yield


def take(path: Path, *, uploaded: bool = False) -> ImportReport:
    """Define the ledger the workbook itself proposes, and import it as it is."""
    definition = define_ledger(infer(path).definition, by=SYSTEM)
    report = import_file(definition.code, path, area=TOWN, by=SYSTEM, accept_good=True, uploaded=uploaded)
    assert report.read == report.added + report.changed + report.unchanged + report.refused
    return report


def summary(path: Path, report: ImportReport) -> dict[str, Any]:
    code = infer(path).definition["code"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT area, count(*) FROM ledger_{code} GROUP BY area ORDER BY area")
        areas = {str(area): int(count) for area, count in cursor.fetchall()}
    return {
        "taken": report.added,
        "areas": areas,
        "refused": [" ".join(filter(None, (p.sheet, str(p.row), p.field, p.rule))) for p in report.problems]
        or None,
        "told": list(report.notes) or None,
    }


def test_every_workbook_is_imported(workbooks: dict[str, Path]) -> None:
    assert sorted(workbooks) == sorted(TAKEN)


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_an_ugly_workbook_is_imported_as_it_is(name: str, workbooks: dict[str, Path]) -> None:
    path = workbooks[name]
    assert summary(path, take(path)) == TAKEN[name]


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_kept_as_parsed_it_is_imported_the_same(
    name: str, workbooks: dict[str, Path], tmp_path: Path
) -> None:
    path = Path(shutil.copy(workbooks[name], tmp_path))
    first, again = take(path, uploaded=True), take(path, uploaded=True)
    assert first.added == TAKEN[name]["taken"]
    assert (first.read, first.notes) == (again.read, again.notes)
    assert (tmp_path / f"{path.name}.sheets").is_dir() == (path.suffix != ".csv")
