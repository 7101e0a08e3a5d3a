"""Reads of writing: templates, drafts, and texts with their figures looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from zhenyu.areas import queries as areas
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.measures.reading_rights import check_address
from zhenyu.indicators.measures.registry import catalogue, found_in
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader
from zhenyu.writing.markdown import parse
from zhenyu.writing.models import Issue, Template
from zhenyu.writing.phrases import Phrase, phrase
from zhenyu.writing.template_binding import Setting, bind, marks_in, parse_address
from zhenyu.writing.types import (
    TITLE_LEVEL,
    Block,
    Chip,
    Draft,
    Heading,
    Span,
    UnresolvedFigure,
    plain,
    spans_of,
    with_spans,
)


def templates() -> list[Template]:
    """Every template, in order of code. Templates hold no figures, so no scope applies."""
    return list(Template.objects.all())


def template(code: str) -> Template:
    """The template of a code.

    Raises:
        NotFound: naming the nearest codes.
    """
    found = Template.objects.filter(code=code).first()
    if found is None:
        codes = list(Template.objects.values_list("code", flat=True))
        near = get_close_matches(code, codes, n=3, cutoff=0.4) or codes
        raise NotFound(
            f"没有模板“{code}”",
            f"可用的有：{'、'.join(near)}" if near else "请先载入内容包：zhenyu pack apply 目录",
        )
    return found


def draft(reader: Reader, template_code: str, area: AreaCode, period: Period) -> Draft:
    """A report drafted from a template for an area and a period, its figures bound and looked up.

    Raises:
        NotFound: no such template, no such area, or an area outside the reader's scope.
    """
    pattern = template(template_code)
    if not reader.sees(area):
        raise NotFound(f"没有代码为 {area} 的区划，或不在您的管辖范围内", "请换一个区划")
    markdown = bind(pattern.markdown, Setting(area, areas.area(area).name, period))
    blocks = tuple(resolve(reader, markdown))
    return Draft(
        markdown=markdown,
        chips=tuple(span for block in blocks for span in spans_of(block) if isinstance(span, Chip)),
        blocks=blocks,
        template=pattern.code,
        title=title_of(blocks) or pattern.title,
        area=str(area),
        period=str(period),
    )


def resolve(reader: Reader, markdown: str, *, seen: Mapping[str, str] | None = None) -> list[Block]:
    """Read a text and look up its figures, all in one batch.

    Arguments:
        seen: what each chip said when the text was last seen, by the chip as written (``chip.mark``); a chip
            that says something else now is stale and keeps both.

    A figure that cannot be given is a chip with a ``problem``, never an error: one wrong address closes no
    report.
    """
    blocks = parse(markdown)
    chips = _chips(reader, marks_in(blocks), seen or {})

    def looked_up(span: Span) -> Span:
        return chips[span] if isinstance(span, UnresolvedFigure) else span

    return [with_spans(block, looked_up) for block in blocks]


def _chips(
    reader: Reader, marks: Iterable[UnresolvedFigure], seen: Mapping[str, str]
) -> dict[UnresolvedFigure, Chip]:
    read = {mark: parse_address(mark.target) for mark in marks}
    addresses = {address for address in read.values() if isinstance(address, FigureAddress)}
    refused = _refusals(reader, addresses)
    wanted = sorted(addresses - set(refused), key=str)
    found = {figure.address: figure for figure in figures(reader, wanted)}
    among = _among(wanted)
    chips = {}
    for mark, address in read.items():
        if isinstance(address, UsageError):
            chip = _empty(mark, Phrase("〔地址有误〕", str(address)))
        elif address in refused:
            chip = _empty(mark, refused[address])
        else:
            chip = _chip(mark, found[address], among[address.area])
        chips[mark] = replace(chip, before=seen.get(str(mark)), written=str(mark))
    return chips


def _refusals(reader: Reader, addresses: Iterable[FigureAddress]) -> dict[FigureAddress, Phrase]:
    """The addresses that cannot be asked for, and why: one of them would refuse the whole batch."""
    known, registered = catalogue(), areas.names(str(address.area) for address in addresses)
    refused = {}
    for address in addresses:
        try:
            check_address(reader, found_in(known, address.indicator), address)
        except NotFound as error:
            refused[address] = Phrase("〔没有这个指标〕", str(error))
        except NotAllowed as error:
            refused[address] = Phrase("〔无权查看〕", str(error))
        else:
            if str(address.area) not in registered:
                refused[address] = Phrase("〔没有这个区划〕", f"没有代码为 {address.area} 的区划")
    return refused


def _empty(mark: UnresolvedFigure, why: Phrase) -> Chip:
    return Chip(mark.target, mark.phrase or "value", why.text, problem=why.problem)


def _chip(mark: UnresolvedFigure, figure: Figure, among: str) -> Chip:
    words = phrase(mark.phrase, figure, among=among)
    return Chip(
        address=str(figure.address),
        phrase=mark.phrase or "value",
        text=words.text,
        title=f"{figure.area_name}{figure.address.period.title}{figure.title}",
        value=figure.value,
        unit=figure.unit,
        problem=words.problem,
    )


_WHOLES = {
    "街道": "全街道",
    "县": "全县",
    "区": "全区",
    "市": "全市",
    "旗": "全旗",
    "镇": "全镇",
    "乡": "全乡",
    "省": "全省",
}


def _among(addresses: Iterable[FigureAddress]) -> dict[AreaCode, str]:
    """Whom an area is ranked with, in the words of reports: a town among 全县, a village among 全镇."""
    parents = {address.area: address.area.parent for address in addresses}
    names = areas.names(str(parent) for parent in parents.values() if parent)
    return {area: _whole(names.get(str(parent), "")) for area, parent in parents.items()}


def _whole(name: str) -> str:
    return next((whole for ending, whole in _WHOLES.items() if name.endswith(ending)), "同级")


def issues_of(template_code: str, area: AreaCode, period: Period) -> list[Issue]:
    """What was issued of a template for an area and a period, the latest first."""
    return list(Issue.objects.filter(area=str(area), template=template_code, period=str(period))[:10])


def title_of(blocks: Iterable[Block]) -> str:
    """The words of the title; empty without one."""
    for block in blocks:
        if isinstance(block, Heading) and block.level == TITLE_LEVEL:
            return plain(block.spans)
    return ""
