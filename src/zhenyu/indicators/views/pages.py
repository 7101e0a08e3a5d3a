"""The three pages of the room; each reads through queries and shapes nothing itself."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.periods import Period
from zhenyu.core.values.pinyin import initials, sort_key
from zhenyu.indicators.catalogue.calculation import sentence_of_formula
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition
from zhenyu.indicators.figures import queries
from zhenyu.indicators.figures.expansion import expand
from zhenyu.indicators.figures.trace import MAX_CELLS
from zhenyu.indicators.figures.trace_links import trace_links
from zhenyu.indicators.figures.value_query import ValueSource, source_of
from zhenyu.indicators.measures import registry
from zhenyu.indicators.measures.reading_rights import may_read
from zhenyu.indicators.measures.uses import uses_of
from zhenyu.indicators.measures.versions import version_notes
from zhenyu.indicators.targets.target_rules import may_set_targets
from zhenyu.indicators.types import Figure
from zhenyu.indicators.views.compare import figures_file, origin_of
from zhenyu.indicators.views.constituent_areas import constituents_of
from zhenyu.indicators.views.ranking import ranking_of
from zhenyu.indicators.views.trace_rows import cells_shown, next_page, rows_shown
from zhenyu.indicators.views.trend import trend_of
from zhenyu.pages.requests import PlacedRequest

STATUS_TITLES = {"entered": "录入", "reported": "报告所载", "target": "目标"}
FINALITY_TITLES = {"preliminary": "初步数", "final": "最终数"}


def catalogue(request: PlacedRequest) -> HttpResponse:
    """Every indicator by domain with its figure here and now."""
    domain, text = request.GET.get("domain", ""), request.GET.get("q", "").strip()
    every = [each for each in registry.indicators() if may_read(request.reader, each, request.area)]
    chosen = [each for each in every if domain in ("", each.domain) and _is_called(each, text)]
    addresses = [FigureAddress(each.code, request.area, request.period) for each in chosen]
    figures = queries.figures(request.reader, addresses) if addresses else ()
    counts = {each.domain: sum(1 for other in every if other.domain == each.domain) for each in every}
    context = {
        "domains": [{"name": name, "count": count} for name, count in counts.items()],
        "domain": domain,
        "q": text,
        "groups": _by_domain(chosen, figures),
        "shown": len(chosen),
    }
    return render(request, "indicators/catalogue.html", context)


def indicator(request: PlacedRequest, code: str) -> HttpResponse:
    """One indicator: the figure, its months and last year's, the areas below, what it means and where it
    comes from."""
    feeds = registry.current_feeds()
    definition = registry.found_in(feeds.catalogue, code)
    address = FigureAddress(code, request.area, request.period)
    figure = queries.figure(request.reader, address)
    context = {
        "definition": definition,
        "figure": figure,
        "chips": _chips(figure),
        "last_year": queries.figure(request.reader, address.with_period(request.period.year_before())),
        "trend": trend_of(request.reader, figure, definition, request.GET.get("trend", "")),
        "ranking": ranking_of(request.reader, figure, definition),
        "formula": sentence_of_formula(definition, feeds.catalogue) if definition.parts else "",
        "parts": trace_links(request.reader, feeds, address, clock.today()) if definition.parts else (),
        "constituents": constituents_of(address),
        "feeds": queries.feeds(code),
        "uses": uses_of(request.reader, code, request.area, request.period),
        "notes": version_notes(code),
        "is_entered": source_of(feeds, code) is ValueSource.ENTERED,
        "may_write": request.reader.may_write(request.area, definition.domain),
        "may_set": may_set_targets(request.reader, request.area, definition.domain),
    }
    return render(request, "indicators/indicator.html", context)


def download(request: PlacedRequest, code: str) -> HttpResponse:
    """The year's months, cumulative months and the areas below as a file: ``as`` xlsx, csv or sdmx-csv."""
    definition = registry.indicator(code)
    address = FigureAddress(code, request.area, request.period)
    year = address.with_period(Period.year_of(request.period.last.year))
    found = [
        queries.figure(request.reader, address),
        *expand(request.reader, [year], ["month"]),
        *expand(request.reader, [address], ["area"]),
    ]
    kind = request.GET.get("as", "xlsx")
    if kind not in ("xlsx", "csv", "sdmx-csv"):
        raise UsageError(f"不能下载为“{kind}”", "可以下载为 xlsx、csv 或 sdmx-csv")
    return figures_file(found, definition.title, kind, origin_of(request, definition.title))


def trace(request: PlacedRequest, address: str) -> HttpResponse:
    """Where a number comes from: formula, cells, rows. A fragment in the side panel, a page of its own
    otherwise."""
    parsed = FigureAddress.parse(address)
    after = request.GET.get("after") or None
    found = queries.trace(request.reader, parsed, after=after)
    context = {
        "trace": found,
        "figure": queries.figure(request.reader, parsed),
        "cells": cells_shown(found),
        "cells_capped": len(found.cells) >= MAX_CELLS,
        "rows": rows_shown(found, request.GET),
        "more_url": next_page(found, request.GET),
        "is_first_page": after is None,
    }
    return render(
        request, "indicators/trace_fragment.html" if request.htmx else "indicators/trace.html", context
    )


def _is_called(definition: IndicatorDefinition, text: str) -> bool:
    """Whether a title, code or synonym holds the text, or the initials of one begin with it (改厕 is
    ``gc``)."""
    names = (definition.title, definition.code, *definition.synonyms)
    wanted = text.lower()
    return not text or any(wanted in name.lower() or wanted in letters(name) for name in names)


@cache
def letters(name: str) -> str:
    """Pinyin initials and full syllables of a name, for finding by typing."""
    return f"{initials(name)} {''.join(filter(str.isalpha, sort_key(name)))}"


def _by_domain(definitions: list[IndicatorDefinition], figures: Any) -> list[dict[str, Any]]:
    """Figures under their domains, in the catalogue's order of domains."""
    order = {each.domain: position for position, each in reversed(list(enumerate(definitions)))}
    pairs = sorted(zip(definitions, figures, strict=True), key=lambda pair: order[pair[0].domain])
    return [
        {"domain": domain, "figures": [figure for _, figure in group]}
        for domain, group in groupby(pairs, key=lambda pair: pair[0].domain)
    ]


def _chips(figure: Figure) -> list[str]:
    """What kind of number it is, where that is not “computed from rows”."""
    return [
        title for title in (STATUS_TITLES.get(figure.status), FINALITY_TITLES.get(figure.finality)) if title
    ]
