"""The page of a person's access tokens: make one, see its secret once, stop one."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, RefusedError, UsageError, ZhenyuError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.schema import registry
from zhenyu.pages.requests import PlacedRequest
from zhenyu.people import actions, queries
from zhenyu.people.authentication import RATE
from zhenyu.people.types import Reader

USUAL_LIFE = timedelta(days=90)


@sensitive_variables("secret")
def tokens(request: PlacedRequest) -> HttpResponse:
    """The reader's tokens; POST makes one and shows its secret, this once."""
    if request.method != "POST":
        return _page(request)
    try:
        _, secret = actions.create_token(
            by=request.reader,
            name=request.POST.get("name", ""),
            expires_on=_day(request.POST.get("expires_on", "")),
            areas=[AreaCode.parse(code) for code in request.POST.getlist("areas")],
            domains=request.POST.getlist("domains"),
            read_only=request.POST.get("may") != "write",
        )
    except (UsageError, RefusedError, NotAllowed) as problem:
        return _page(request, problem=problem, status=422)
    return _page(request, secret=secret)


@require_POST
def revoke(request: PlacedRequest, token_id: int) -> HttpResponse:
    """Stop a token at once."""
    actions.revoke_token(token_id, by=request.reader)
    messages.success(request, "令牌已停用，使用它的程序从现在起不能再访问。")
    return redirect("cockpit:tokens")


@sensitive_variables("secret")
def _page(
    request: PlacedRequest, *, secret: str = "", problem: ZhenyuError | None = None, status: int = 200
) -> HttpResponse:
    today = clock.today()
    typed = request.POST if problem else {}
    context = {
        "tokens": queries.tokens_of(request.reader.user_id or 0),
        "today": today,
        "secret": secret,
        "problem": problem,
        "typed": typed,
        "expires_on": typed.get("expires_on") or (today + USUAL_LIFE).isoformat(),
        "last_day": (today + actions.LONGEST_TOKEN).isoformat(),
        "areas": _places(request.reader, today),
        "domains": sorted(
            {each.domain for each in registry.ledgers() if request.reader.has_part_in(each.domain)}
        ),
        "rate": RATE.partition("/")[0],
    }
    return render(request, "cockpit/tokens.html", context, status=status)


def _places(reader: Reader, today: date) -> list[tuple[str, str]]:
    """The reader's own areas, and what lies one level below them."""
    tops = [grant.area for grant in reader.grants]
    found = {str(top): name for top in tops for name in areas.names([str(top)]).values()}
    found |= {area.code: area.name for top in tops for area in areas.children(top, today)}
    return sorted(found.items())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"“{text}”不是日期", "请选择令牌有效到哪一天") from None
