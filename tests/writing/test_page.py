"""The page as LibreOffice sets it: faces, lines, characters, page numbers."""

import os
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from zhenyu.writing import word
from zhenyu.writing.markdown import parse

pytestmark = pytest.mark.system

FONTS = Path(__file__).with_name("fonts.conf")
SENTENCE = "全镇上下紧紧围绕目标任务真抓实干攻坚克难各项工作取得了新的成效经济社会保持平稳健康发展"
MARKDOWN = f"""# 柳河镇人民政府工作报告
{SENTENCE * 30}。
## 经济建设
### 工业经济
结束。
"""
BODY_TOP, BODY_BOTTOM, LEFT, RIGHT = (
    37 / 25.4 * 72,
    (297 - 35) / 25.4 * 72,
    28 / 25.4 * 72,
    (210 - 26) / 25.4 * 72,
)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    source = word.render(
        parse(MARKDOWN), folder / "page.docx", organisation="柳河镇人民政府", issued_on=date(2026, 11, 22)
    )
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "FONTCONFIG_FILE": str(FONTS)},
    )
    return folder / "page.pdf"


def pages(pdf: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """For each page, (x0, y0, x1, y1, text) of its words in points."""
    page = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    word_tag = re.compile(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>'
    )
    return [
        [
            (float(x0), float(y0), float(x1), float(y1), text)
            for x0, y0, x1, y1, text in word_tag.findall(part)
        ]
        for part in page.split("<page ")[1:]
    ]


def lines(words: list[tuple[float, float, float, float, str]]) -> list[tuple[float, float, float, str]]:
    """(y, x0, x1, text) of each line inside the type area, from the top."""
    found: dict[int, list[tuple[float, float, float, float, str]]] = {}
    for each in words:
        middle = (each[1] + each[3]) / 2
        if BODY_TOP <= middle <= BODY_BOTTOM:
            found.setdefault(round(middle), []).append(each)
    return [
        (middle, min(w[0] for w in row), max(w[2] for w in row), "".join(w[4] for w in sorted(row)))
        for middle, row in sorted(found.items())
    ]


def test_a_full_page_has_twenty_two_lines(pdf: Path) -> None:
    assert len(lines(pages(pdf)[1])) == 22


def test_a_full_line_has_twenty_eight_characters_and_fills_the_type_area(pdf: Path) -> None:
    whole = lines(pages(pdf)[1])[1:20]
    assert {len(text) for _, _, _, text in whole} == {28}
    for _, start, end, _ in whole:
        assert abs(start - LEFT) < 2
        assert abs(end - RIGHT) < 3


def test_lines_are_28_95_points_apart(pdf: Path) -> None:
    places = [place for place, *_ in lines(pages(pdf)[1])]
    assert (places[-1] - places[0]) / (len(places) - 1) == pytest.approx(28.95, abs=0.1)


def test_a_paragraph_begins_two_characters_in(pdf: Path) -> None:
    first = next(line for line in lines(pages(pdf)[0]) if line[3].startswith("全镇"))
    assert first[1] - LEFT == pytest.approx(31.5, abs=1.5)


def test_page_numbers_alternate_below_the_type_area(pdf: Path) -> None:
    for number, words in enumerate(pages(pdf), start=1):
        footer = [each for each in words if each[1] > BODY_BOTTOM]
        assert "".join(each[4] for each in sorted(footer)) == f"—{number}—"
        middle = (footer[0][1] + footer[0][3]) / 2
        assert (middle - BODY_BOTTOM) / 72 * 25.4 == pytest.approx(7, abs=1.5)
        if number % 2:
            assert RIGHT - max(each[2] for each in footer) == pytest.approx(14, abs=3)
        else:
            assert min(each[0] for each in footer) - LEFT == pytest.approx(14, abs=3)


def test_each_kind_of_type_is_set_in_a_face_of_its_own(pdf: Path) -> None:
    """The free faces of ``fonts.conf`` stand for the official ones; a lost font name would fall back to one
    face."""
    listed = subprocess.run(["pdffonts", str(pdf)], check=True, capture_output=True, text=True).stdout
    faces = {line.split()[0].partition("+")[2] for line in listed.splitlines()[2:]}
    assert {"BousungEG-Light-GB", "GBZenKai-Medium"} <= faces
    assert len(faces) >= 4
