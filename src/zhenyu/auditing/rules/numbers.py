"""How numbers are written: GB/T 15835-2011 chapter 5 (数字形式的使用) and the grammar of approximations.

Ranges, approximations, 万 and 亿 (number-style §3, §4, §6); fuzzy words hide exact values
(report-defects §3.16).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from zhenyu.auditing.bounds import significant
from zhenyu.auditing.document import AuditedText, Edit, Passage, Placed
from zhenyu.auditing.finding import Finding, Severity, written

_DASH: Final = "(?:-{1,2}|~|至|到)"
_UNIT: Final = "(?:元|亩|人|户|吨|公里|米|平方米|公斤|个|家|件|株|只|次)"
_NUMBER: Final = r"\d+(?:\.\d+)?"
_TIMES: Final = {"十": 10, "百": 100, "千": 1000}


class _Style(NamedTuple):
    """A wrong form. Its group ``drop`` is too much; ``unit`` is wanted behind ``low`` too; ``short`` is 3千
    for 3000."""

    wrong: re.Pattern[str]
    needs: str  # characters one of which must be in the passage: cheaper than the pattern
    severity: Severity
    message: str
    suggestion: str


_STYLES: Final = (
    _Style(  # GB/T 15835-2011, 5.1.3: 13万元~17万元, not 13~17万元; 15%~30%, not 15~30%
        re.compile(rf"(?<![\d.-])(?P<low>{_NUMBER}){_DASH}{_NUMBER}(?P<unit>[万亿]{_UNIT})"),
        "万亿",
        "warning",
        "范围的前一个数没有写“万”或“亿”，会被理解成相差一万倍的数。",
        "请把两个数的数量级和单位都写全，如“5万元—10万元”。",
    ),
    _Style(
        re.compile(rf"(?<![\d.-])(?P<low>{_NUMBER}){_DASH}{_NUMBER}(?P<unit>%)"),
        "%",
        "warning",
        "百分数范围的前一个数没有写“%”。",
        "请写为“15%—30%”的形式，两个数都带“%”。",
    ),
    _Style(
        re.compile(rf"(?<![\d.])(?P<low>{_NUMBER}[万亿]){_DASH}{_NUMBER}[万亿](?P<unit>{_UNIT})"),
        "万亿",
        "question",
        "用区间代替确数，无法汇总；且前一个数没有写单位。",
        "能取得确数的请写确数；必须用区间时，两个数的单位写全，如“5万元—10万元”。",
    ),
    _Style(
        re.compile(
            rf"(?<![\d.])(?P<short>{_NUMBER}[千百十])(?=[余多]?(?:个|名|人|户|元|亩|家|处|件|项|次|万|吨|株|头|只))"
        ),
        "千百十",
        "warning",
        "阿拉伯数字后面不用“十、百、千”，只可与“万、亿”连用。",
        "请写成完整的阿拉伯数字，如“3千余人”写为“3000余人”。",
    ),
    _Style(
        re.compile(
            rf"(?:近|将近|接近|不足|约|大约|大概|超过|突破|多达){_NUMBER}[万亿]?(?P<drop>[余多])[\u4e00-\u9fff]"
        ),
        "余多",
        "warning",
        "两个约数词重复或矛盾（如“近…余”一个说不到、一个说超过）。",
        "请只保留一个约数词，能写确数的写确数。",
    ),
    _Style(
        re.compile(rf"(?:近|约|大约|大概|将近){_NUMBER}[万亿]?{_UNIT}?(?P<drop>左右|上下|以上|以下|之多)"),
        "左上以之",
        "warning",
        "约数词重复：前面已有“约、近”，后面不再用“左右、以上”。",
        "请删去一个约数词。",
    ),
    _Style(
        re.compile(rf"(?:不低于|不少于|不小于|至少|最少){_NUMBER}[^,。;、\d]{{0,4}}(?P<drop>以上)"),
        "以",
        "warning",
        "限定重复：“不少于”与“以上”只用一个。",
        "请删去一个限定词。",
    ),
    _Style(
        re.compile(rf"(?:不超过|不高于|不多于|至多|最多){_NUMBER}[^,。;、\d]{{0,4}}(?P<drop>以下|以内)"),
        "以",
        "warning",
        "限定重复：“不超过”与“以内”只用一个。",
        "请删去一个限定词。",
    ),
    _Style(
        re.compile(r"(?:下降|减少|降低|回落|下滑|负增长|压减)了?(?:约|近)?(?P<drop>-)\d"),
        "-",
        "error",
        "“下降”后面又写负号，意思变成上升。",
        "请去掉负号，或改写为“增长-3.2%”。",
    ),
    _Style(
        re.compile(rf"(?:下降|减少|降低|缩短|压缩|压减)了?(?:近|约)?{_NUMBER}倍"),
        "倍",
        "warning",
        "减少不能用倍数：减少一倍就是零。",
        "请改写为“减少百分之几”或“减少几成”。",
    ),
)
_WHOLE: Final = frozenset(["person", "household"])
_MEAN: Final = re.compile("均|平均|每|占|比例|折合|倍|率|亿|万")
_ROUND_DIGITS: Final = 3


def number_style(document: AuditedText) -> Iterator[Finding]:
    """Ranges, mixed numerals, doubled approximations, exact digits with 余, half persons."""
    for passage in document.body:
        yield from _patterns(passage)
    for placed in document.figures:
        if not placed.passage.furniture:
            yield from _exact_and_vague(placed)
            yield from _half_things(placed)


def _patterns(passage: Passage) -> Iterator[Finding]:
    """One remark for each wrong form of a passage, over all the places that have it."""
    text = passage.clean
    for style in _STYLES:
        if not any(char in text for char in style.needs):
            continue
        places = list(style.wrong.finditer(text))
        if not places:
            continue
        more = f"等{len(places)}处" if len(places) > 1 else ""
        yield passage.finding(
            "number_style",
            style.severity,
            places[0].start(),
            places[-1].end(),
            f"“{places[0].group()}”{more}：{style.message}",
            style.suggestion,
            [passage.quote(*place.span()) for place in places],
            edits=[edit for place in places for edit in _edits(place)],
        )


def _edits(found: re.Match[str]) -> Iterator[Edit]:
    """What puts a wrong form right, as its named groups say."""
    groups = found.groupdict()
    if "drop" in groups:
        yield found.start("drop"), found.end("drop"), ""
    if "low" in groups:
        yield found.end("low"), found.end("low"), found["unit"]
    if "short" in groups:
        value = Decimal(found["short"][:-1]) * _TIMES[found["short"][-1]]
        yield found.start("short"), found.end("short"), written(value)


def _exact_and_vague(placed: Placed) -> Iterator[Finding]:
    """14.3余万, 1536余人: digits that exact leave nothing for 余."""
    text, value = placed.text.replace("\n", "").replace(" ", ""), placed.figure.value
    if isinstance(value, tuple) or not re.search(r"\d[万亿]?[余多]", text):
        return
    decimals = re.search(r"\.\d+[余多]", text) is not None
    if decimals or (
        significant(value) >= _ROUND_DIGITS and value == value.to_integral_value() and value % 10 != 0
    ):
        yield placed.passage.finding(
            "number_style",
            "warning",
            placed.start,
            placed.end,
            f"“{text}”已写到尾数，又用“余、多”表示约数，自相矛盾。",
            "请写台账中的确数，或写成整数的约数，如“14.3万余平方米”。",
            [placed],
            edits=_settled(placed),
        )


def _settled(placed: Placed) -> list[Edit]:
    """14.3余万 → 14.3万余; 1536余人 → 1536人."""
    found = re.search(r"\.\d+([余多])([万亿])", placed.text)
    if found:
        return [(placed.start + found.start(1), placed.start + found.end(2), found[2] + found[1])]
    vague = re.search(r"\d[万亿]?([余多])", placed.text)
    return [(placed.start + vague.start(1), placed.start + vague.end(1), "")] if vague else []


def _half_things(placed: Placed) -> Iterator[Finding]:
    """3.5户: people and households come whole."""
    figure = placed.figure
    if isinstance(figure.value_si, tuple) or figure.unit_base not in _WHOLE or figure.kind != "count":
        return
    if figure.value_si != figure.value_si.to_integral_value() and not _MEAN.search(
        placed.before + figure.text
    ):
        yield placed.passage.finding(
            "number_style",
            "error",
            placed.start,
            placed.end,
            f"“{figure.text}”不是整数，人和户不能有小数。",
            "请核对数字或单位（是否漏了“万”）。",
            [placed],
        )
