"""How fast each form of file becomes text with places: characters a second; pages a second for PDF and scans.

The floor is the same text from a .txt file. PDF is read in a process of its own, whose start is part of the
time; a scan is recognised once (one page, not repeated: it takes ten seconds) and read again from what was
kept.

    PYTHONPATH=src python -m benchmarks.reading_formats
"""

from __future__ import annotations

import os
import resource
import statistics
import tempfile
import time
from io import BytesIO
from typing import Any

from tests.documents.made_pdf import pdf, wrapped

from zhenyu.documents.formats.source import source_in

ROUNDS = 5
PAGES = 40
SENTENCE = "全镇新建高标准农田2.6万亩，改造农村公路8公里，改厕1020户，完成财税收入3656万元，同比增长41.7%。"
PAGE = (SENTENCE * 12)[:620]


def run() -> list[dict[str, Any]]:
    """Each result is {name, value, unit, note}; CPU time with that of child processes, median of five
    rounds."""
    forms = {"txt": _txt, "html": _html, "docx": _docx, "xlsx": _xlsx, "pdf": _pdf}
    rows, floor = [], 0.0
    for name, make in forms.items():
        data = make()
        speed, size = _speed(data, f"a.{name}")
        floor = floor or speed
        note = f"{size:,} characters, {speed / floor:.3f} × the .txt"
        if name == "pdf":
            note += f"; {speed * PAGES / size:.0f} pages/s"
        rows.append(
            {
                "name": f".{name} to text with places",
                "value": round(speed),
                "unit": "characters/s",
                "note": note,
            }
        )
    return rows + _scan()


def _speed(data: bytes, name: str) -> tuple[float, int]:
    size = len(source_in(data, name).text)
    rounds = []
    for _ in range(ROUNDS):
        started = _cpu()
        source_in(data, name)
        rounds.append(size / (_cpu() - started))
    return statistics.median(rounds), size


def _cpu() -> float:
    """CPU seconds of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _scan() -> list[dict[str, Any]]:
    from zhenyu.documents.formats.printed_pages import open_pdf, picture_of

    out = BytesIO()
    picture_of(open_pdf(_pdf()), 0).save(out, "PNG")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHENYU_VAR"] = folder
        started, begun = _cpu(), time.perf_counter()
        source_in(out.getvalue(), "a.png")
        first, wall = _cpu() - started, time.perf_counter() - begun
        started = _cpu()
        source_in(out.getvalue(), "a.png")
        second = _cpu() - started
    note = f"one A4 page of {len(PAGE)} characters, {wall:.1f} s by the clock; read again {first / max(second, 0.001):.0f} × as fast"
    return [{"name": "scanned page recognised", "value": round(first, 1), "unit": "CPU s", "note": note}]


def _txt() -> bytes:
    return "\n".join([PAGE] * PAGES).encode("gb18030")


def _html() -> bytes:
    return ("<html><body>" + f"<p>{PAGE}</p>" * PAGES).encode()


def _docx() -> bytes:
    import docx

    document, out = docx.Document(), BytesIO()
    for _ in range(PAGES):
        document.add_paragraph(PAGE)
    document.save(out)
    return out.getvalue()


def _xlsx() -> bytes:
    import openpyxl

    book, out = openpyxl.Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("改厕")
    sheet.append(["村", *(f"指标{n}（户）" for n in range(10))])
    for number in range(500):
        sheet.append([f"第{number}村", *range(number, number + 10)])
    book.save(out)
    return out.getvalue()


def _pdf() -> bytes:
    return pdf(*[wrapped(PAGE, 72, 80, 36)] * PAGES)


if __name__ == "__main__":
    for result in run():
        print(f"{result['name']}: {result['value']:,} {result['unit']} ({result['note']})")
