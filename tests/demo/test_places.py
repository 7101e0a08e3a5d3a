"""The demonstration county."""

from datetime import date

from zhenyu.core.values.area_codes import AreaCode, AreaLevel
from zhenyu.demo.chance import TODAY
from zhenyu.demo.places import MERGED_ON, SILENT, area_rows, town, towns


def test_the_first_town_has_77_villages_and_84_grids_of_which_7_are_dedicated() -> None:
    place = town("990101100")
    assert len(place.villages_on(TODAY)) == 77
    assert len(place.grids_on(TODAY)) == 84
    assert sum(grid.kind == "dedicated" for grid in place.grids_on(TODAY)) == 7
    assert [village.code for village in place.villages][:2] == ["990101100200", "990101100201"]


def test_the_other_towns_have_40_and_55_villages() -> None:
    assert [len(place.villages_on(TODAY)) for place in towns()] == [77, 40, 55]


def test_two_villages_became_one_and_the_past_keeps_both() -> None:
    place = town("990101102")
    before, after = date(2025, 3, 31), MERGED_ON
    assert (len(place.villages_on(before)), len(place.villages_on(after))) == (56, 55)
    gone = [village for village in place.villages if village.valid_to]
    heir = next(village for village in place.villages if village.valid_from)
    assert len(gone) == 2
    assert {village.successor for village in gone} == {heir.code}
    assert heir.persons == sum(village.persons for village in gone)
    assert {village.valid_to for village in gone} == {heir.valid_from}


def test_codes_are_well_formed_and_names_of_villages_unique() -> None:
    rows = area_rows()
    codes = [AreaCode.parse(row["code"]) for row in rows]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("990101") for code in codes)
    villages = [row["name"] for row, code in zip(rows, codes, strict=True) if code.level is AreaLevel.VILLAGE]
    assert len(set(villages)) == len(villages)
    known = set(codes)
    assert all(code.parent in known for code in codes if code.level is not AreaLevel.COUNTY)


def test_silent_villages_exist_and_report_outside_their_silence() -> None:
    for code, (first, _) in SILENT.items():
        village = next(v for place in towns() for v in place.villages if v.code == code)
        assert not village.reports_on(first)
        assert village.reports_on(date(2024, 6, 1))
