"""A filed report with the auditor's findings in its margin, each beside its words, and what people decide
about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhenyu.areas.queries import names
from zhenyu.auditing.finding import SEVERITIES
from zhenyu.auditing.render import SEVERITY_NAMES
from zhenyu.auditing.rulebook import RULEBOOK, RuleCard, title_of
from zhenyu.core import clock
from zhenyu.core.errors import NotFound, RefusedError, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.audit import judge as judge_finding
from zhenyu.documents.actions.audit import set_rule
from zhenyu.documents.audit import report_findings
from zhenyu.documents.audit.report_findings import Audited, Judged
from zhenyu.documents.audit.rule_settings import may_set, offered, settings_of
from zhenyu.documents.audit_models import ABOVE, RuleSetting
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHOW: Final = {"": "全部", "open": "未处理", "done": "已处理"}


@dataclass(frozen=True, slots=True)
class FindingCard:
    """A finding in the margin; ``number`` counts from 1 in the order of the text."""

    number: int
    judged: Judged


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line under the same findings; ``opens`` are those that begin here."""

    text: str
    cards: tuple[FindingCard, ...]
    opens: tuple[FindingCard, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A line of the text and, beside it, the findings that begin in it."""

    pieces: tuple[Piece, ...]
    cards: tuple[FindingCard, ...]
    level: int


def report(request: PlacedRequest, document_id: int) -> HttpResponse:
    """The report with its findings; ``?severity=`` and ``?show=open|done`` leave some out."""
    found = report_findings.audited(request.reader, document_id)
    document = found.document
    severity, show = request.GET.get("severity", ""), request.GET.get("show", "")
    cards = [FindingCard(number, judged) for number, judged in enumerate(found.findings, 1)]
    shown = [card for card in cards if _wanted(card.judged, severity, show)]
    context = {
        "document": document,
        "place": names([document.area]).get(document.area, document.area),
        "document_period": Period.parse(document.period).title,
        "rows": list(rows_of(document.text, shown)),
        "total": len(cards),
        "left": found.open,
        "done": len(cards) - found.open,
        "shown": len(shown),
        "severities": _counts(found),
        "severity": severity,
        "hidden": [(title_of(rule), count) for rule, count in found.hidden.items()],
        "hidden_count": sum(found.hidden.values()),
        "shows": list(_SHOW.items()),
        "show": show,
        "may_judge": request.reader.may_write(AreaCode(document.area)),
    }
    return render(request, "documents/audit.html", context)


def _wanted(judged: Judged, severity: str, show: str) -> bool:
    return severity in ("", judged.finding.severity) and {"open": judged.open, "done": not judged.open}.get(
        show, True
    )


def _counts(found: Audited) -> list[tuple[str, str, int, int]]:
    """Code, name, findings and those still open, of each severity."""
    groups = {
        each: [judged for judged in found.findings if judged.finding.severity == each] for each in SEVERITIES
    }
    return [
        (code, SEVERITY_NAMES[code], len(group), sum(each.open for each in group))
        for code, group in groups.items()
    ]


def rows_of(text: str, cards: Sequence[FindingCard]) -> Iterator[FindingRow]:
    """The lines of a text that print something, cut where findings begin and end; cost grows with text and
    findings."""
    waiting, under, start = list(reversed(cards)), list[FindingCard](), 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        begun = []
        while waiting and waiting[-1].judged.finding.start < end:
            begun.append(waiting.pop())
        under = [card for card in (*under, *begun) if card.judged.finding.end > start]
        if line.strip():
            level = len(line) - len(line.lstrip("#"))
            shift = len(line) - len(line.lstrip("# ")) if level else 0
            yield FindingRow(tuple(_pieces(text, start + shift, end, under)), tuple(begun), level)
        start = end


def _pieces(text: str, start: int, end: int, under: Sequence[FindingCard]) -> Iterator[Piece]:
    edges = {start, end}
    for card in under:
        edges.update(
            edge for edge in (card.judged.finding.start, card.judged.finding.end) if start < edge < end
        )
    for first, last in pairwise(sorted(edges)):
        over = tuple(c for c in under if c.judged.finding.start <= first and c.judged.finding.end >= last)
        opens = tuple(card for card in over if max(card.judged.finding.start, start) == first)
        yield Piece(text[first:last].rstrip("\n"), over, opens)


@require_POST
def judge(request: PlacedRequest, document_id: int) -> HttpResponse:
    """POST ``key, choice, reason, wording``: decide about a finding, then on to the next."""
    posted = request.POST
    try:
        judge_finding(
            document_id,
            posted.get("key", ""),
            posted.get("choice", ""),
            by=request.reader,
            reason=posted.get("reason", ""),
            wording=posted.get("wording", ""),
        )
    except (UsageError, RefusedError) as problem:
        messages.error(request, str(problem))
    number = posted.get("number", "")
    anchor = f"#c{number}" if number.isdigit() else ""
    return redirect(reverse("documents:audit", args=[document_id]) + place_query(request) + anchor)


def word(request: PlacedRequest, document_id: int) -> HttpResponse:
    """The report as Word with its open findings as comments and the corrections as tracked changes."""
    found = report_findings.audited(request.reader, document_id)
    response = HttpResponse(report_findings.word_copy(found, at=clock.now()), content_type=DOCX)
    name = quote(f"{found.document.title}（审读意见）.docx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def rules(request: PlacedRequest) -> HttpResponse:
    """What the auditor checks, and what the page's area has switched off; POST ``rule, setting, reason``
    changes that."""
    area = request.area
    if request.method == "POST":
        posted = request.POST
        rule = posted.get("rule", "")
        try:
            set_rule(
                area, rule, posted.get("setting", ""), by=request.reader, reason=posted.get("reason", "")
            )
        except (UsageError, NotFound) as problem:
            messages.error(request, str(problem))
        return redirect(
            reverse("documents:rules") + place_query(request) + (f"#{rule}" if rule in RULEBOOK else "")
        )
    settings = settings_of(area)
    called = names({str(area), *(each.area for each in settings.values())})
    cards = [_ruled(card, settings.get(card.code), area, called) for card in RULEBOOK.values()]
    context = {"cards": cards, "place": called.get(str(area), ""), "may_set": may_set(request.reader, area)}
    return render(request, "documents/audit_rules.html", context)


def _ruled(
    card: RuleCard, setting: RuleSetting | None, area: AreaCode, called: Mapping[str, str]
) -> dict[str, object]:
    """A line of the rule table; ``above`` names the area above that set what holds here, ``own`` is what its
    form shows."""
    above = setting is not None and setting.area != area
    return {
        "card": card,
        "severity": SEVERITY_NAMES[card.severity],
        "setting": setting,
        "offered": offered(card, area),
        "above": called.get(setting.area, setting.area) if setting is not None and above else "",
        "own": ABOVE if above else setting.setting if setting else "on",
    }
