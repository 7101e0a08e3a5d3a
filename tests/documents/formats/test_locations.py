"""Where a stretch of text stands in its file, in the words a person counts by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.documents.formats.locations import (
    Box,
    Location,
    SourceBuilder,
    SourceText,
    cell_name,
    plain,
    title_above,
)


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (Location(page=3), "第3页"),
        (Location(paragraph=12), "第12段"),
        (Location(sheet="改厕", cell="B5"), "改厕 B5"),
        (Location(offset=0), "第1字"),
        (Location(), "第1字"),
    ],
)
def test_a_location_is_said_as_its_file_counts(location: Location, words: str) -> None:
    assert str(location) == words


def test_only_what_is_known_goes_into_json() -> None:
    assert Location(offset=0).as_json() == {"offset": 0}
    assert Location(page=1, boxes=(Box(1, 0.1, 0.2, 0.3, 0.4),)).as_json() == {
        "page": 1,
        "boxes": [[1, 0.1, 0.2, 0.3, 0.4]],
    }


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (4, 27, "AB5"), (9, 701, "ZZ10"), (0, 702, "AAA1")]
)
def test_a_cell_has_the_name_a_workbook_gives_it(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name


def built() -> SourceText:
    out = SourceBuilder()
    out.add("第一段", Location(paragraph=1))
    out.add("\n")
    out.add("第二段", Location(paragraph=2))
    return out.finish()


def test_a_stretch_has_the_location_of_its_first_character() -> None:
    source = built()
    assert source.location_of(4, 6) == Location(paragraph=2)
    assert source.location_of(1, 6) == Location(paragraph=1)


def test_layout_between_two_runs_is_told_by_its_offset() -> None:
    assert built().location_of(3, 4) == Location(offset=3)


def test_a_plain_text_is_its_own_original() -> None:
    source = plain("修路3公里")
    assert source.location_of(2, 3) == Location(offset=2)
    assert plain("").runs == ()


def test_the_box_of_a_part_of_a_line_is_cut_to_its_characters() -> None:
    out = SourceBuilder()
    out.add(
        "修路3公里", Location(page=1, boxes=(Box(1, 0.0, 0.1, 0.5, 0.2),)), (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
    )
    assert out.finish().location_of(2, 3).boxes == (Box(1, 0.2, 0.1, 0.3, 0.2),)


def test_the_title_of_a_table_is_made_of_the_short_lines_above_it() -> None:
    out = SourceBuilder()
    out.add("长" * 200 + "\n表2 改厕情况\n单位：户\n")
    assert title_above(out) == "表2 改厕情况\n单位：户"


@given(st.lists(st.text(alphabet="修路3公里", min_size=1, max_size=5), max_size=8))
def test_every_character_is_in_the_run_that_was_added_with_it(pieces: list[str]) -> None:
    out = SourceBuilder()
    starts = [out.add(each, Location(paragraph=number)) for number, each in enumerate(pieces, 1)]
    source = out.finish()
    assert source.text == "".join(pieces)
    for number, (start, piece) in enumerate(zip(starts, pieces, strict=True), 1):
        for index in range(start, start + len(piece)):
            assert source.location_of(index, index + 1).paragraph == number
