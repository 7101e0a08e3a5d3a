"""管理: the change log with its seals, and the holiday table."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhenyu.core import clock
from zhenyu.core.changelog.titles import ACTION_TITLES
from zhenyu.core.errors import UsageError
from zhenyu.core.models import CalendarDay, CalendarYear
from zhenyu.ledgers.actions import change_log
from zhenyu.ledgers.actions.calendar import keep_calendar, may_keep_calendar
from zhenyu.ledgers.history.log_pages import LogFilter, log_page, seal_page
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.ledgers.views.record.history import day_of
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest


def log(request: PlacedRequest) -> HttpResponse:
    """The change log below the present area, filtered by ledger, person, day and action."""
    asked = request.GET
    wanted = LogFilter(
        asked.get("ledger", ""),
        asked.get("actor", "").strip(),
        asked.get("action", ""),
        day_of(asked["first"]) if asked.get("first") else None,
        day_of(asked["last"]) if asked.get("last") else None,
    )
    rows, following = log_page(request.reader, request.area, wanted, asked.get("after"))
    context = {
        "rows": rows,
        "next": following,
        "asked": asked,
        "ledgers": ledgers(),
        "actions": ACTION_TITLES.items(),
    }
    return render(request, "ledgers/log.html", context)


def seals(request: PlacedRequest) -> HttpResponse:
    """The last seals and what waits for the next; POST seals now."""
    if request.method == "POST":
        made = change_log.seal_now(by=request.reader)
        message = f"新封存 {made} 段。" if made else "没有新的变更要封存，或有人正在写入，稍后会自动封存。"
        messages.success(request, message)
        return redirect(reverse("manage:seals") + place_query(request))
    newest, unsealed = seal_page(request.reader)
    return render(request, "ledgers/seals.html", {"seals": newest, "unsealed": unsealed})


def calendar(request: PlacedRequest) -> HttpResponse:
    """A year of the holiday table; POST replaces it and sets due days anew."""
    text = request.GET.get("year", "")
    year = int(text) if text.isdigit() and 1950 <= int(text) <= 2100 else clock.today().year
    refused: UsageError | None = None
    typed: dict[str, Any] = {}
    if request.method == "POST":
        typed = {"days": request.POST.get("days", ""), "source": request.POST.get("source", "")}
        try:
            moved = keep_calendar(year, _days(typed["days"]), source=typed["source"], by=request.reader)
            messages.success(request, f"已保存{year}年的节假日表，{moved.rows} 条记录的时限随之改动。")
            if moved.later:
                titles = "、".join(f"“{each.title}”" for each in moved.later)
                messages.info(request, f"{titles}的记录多，时限正在后台陆续更新。")
            return redirect(f"{reverse('manage:calendar')}?year={year}")
        except UsageError as problem:
            refused = problem
    known = CalendarYear.objects.filter(year=year).first()
    days = CalendarDay.objects.filter(day__year=year)
    written = "\n".join(
        f"{each.day:%Y-%m-%d} {'班' if each.works else '休'} {each.name}".strip() for each in days
    )
    context = {
        "year": year,
        "known": known,
        "days": days,
        "years": range(clock.today().year - 1, clock.today().year + 3),
        "text": typed.get("days", written),
        "source": typed.get("source", known.source if known else ""),
        "may_keep": may_keep_calendar(request.reader),
        "refused": refused,
    }
    return render(request, "ledgers/calendar.html", context, status=400 if refused else 200)


def _days(text: str) -> dict[date, tuple[bool, str]]:
    """Lines ``2027-02-17 休 春节`` and ``2027-02-07 班 春节``.

    Raises:
        UsageError: a line that is none, or a day written twice.
    """
    days: dict[date, tuple[bool, str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split(maxsplit=2)
        if not words:
            continue
        if len(words) < 2 or words[1] not in ("休", "班"):
            raise UsageError(
                f"第{number}行“{line.strip()}”看不懂", "每行写：日期 休或班 节日名称，如 2027-02-17 休 春节"
            )
        day = day_of(words[0])
        if day in days:
            raise UsageError(f"第{number}行的 {day} 前面已经写过", "同一天只写一行")
        days[day] = (words[1] == "班", words[2] if len(words) > 2 else "")
    return days
