"""Every address of the system, aimed by an outsider at what belongs to somebody else.

``{row}`` and the like stand for planted things of the east village (see ``conftest.py``). A visit is denied
(redirected to the login, 403, 404, or refused for its own reason) or answered without anything of theirs. An
address that is missing here fails
:func:`tests.outsider.test_walk.test_every_address_is_walked_or_public_with_a_reason`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

PUBLIC: Final = {
    "people:login": "the door itself",
    "people:logout": "ends one's own session",
    "cockpit:healthz": "says ok and nothing else",
    "api:openapi-json": "describes the program, the same for everybody",
    "api:api-root": "answers 404 always",
}
"""Addresses without anything of anybody, and why."""


@dataclass(frozen=True)
class Visit:
    """One request. ``denied``: nothing but a refusal will do; otherwise an answer without canaries is right
    too."""

    path: str
    method: str = "get"
    form: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    denied: bool = False
    headers: dict[str, str] = field(default_factory=dict)


def denied(path: str, method: str = "get", **more: Any) -> Visit:
    return Visit(path, method, denied=True, **more)


LEDGER, V1 = "/ledgers/toilets", "/api/v1/ledgers/toilets"
_EDIT: Final = {"id": "{row}", "version": 2, "values": {"builder": "夺"}}
_REF: Final = {"refs": [{"id": "{row}", "version": 2}], "why": "夺", "name": "accept"}
_MATCH: Final = {"If-Match": '"2"'}

WEB: Final = (
    Visit("/"),
    denied("/?area={east}"),
    Visit("/changes/"),
    denied("/changes/?area={east}"),
    Visit("/areas/?q={word}"),
    Visit("/search?q={word}"),
    denied("/search?q={word}&area={east}"),
    denied("/areas/?area={east}"),
)
LEDGERS: Final = (
    Visit("/ledgers/"),
    denied("/ledgers/?area={east}"),
    denied("/ledgers/new/"),
    denied("/ledgers/new/blank/"),
    denied("/ledgers/new/pack/points/"),
    denied("/ledgers/new/file/{upload}"),
    denied("/ledgers/new/create", "post", form={"title": "夺", "domain": "夺"}),
    Visit("/ledgers/updates/"),
    Visit("/ledgers/overlap/", "post", form={"list": "{word}"}),
    denied("/ledgers/overlap/?area={east}", "post", form={"list": "{word}"}),
    denied(f"{LEDGER}/definition/"),
    denied(f"{LEDGER}/definition/", "post", form={"step": "save", "raw": "{{}}", "based_on": "1"}),
    denied(f"{LEDGER}/definition/", "post", form={"step": "preview", "based_on": "1", "title": "夺"}),
    Visit(f"{LEDGER}/definition/versions/"),
    denied(f"{LEDGER}/definition/versions/?area={{east}}"),
    denied(f"{LEDGER}/definition/versions/", "post", form={"version": "1"}),
    Visit(f"{LEDGER}/definition/underway"),
    denied(f"{LEDGER}/definition/underway?area={{east}}"),
    denied(f"{LEDGER}/definition/underway/cancel", "post"),
    denied(f"{LEDGER}/definition/update/"),
    Visit(f"{LEDGER}/definition.yaml"),
    Visit(f"{LEDGER}/definition.xlsx"),
    denied(f"{LEDGER}/definition.xlsx?area={{east}}"),
    Visit(f"{LEDGER}/"),
    Visit(f"{LEDGER}/?f.builder={{word}}&f.area={{east}}"),
    denied(f"{LEDGER}/?area={{east}}"),
    Visit(f"{LEDGER}/rows?sums=1&f.builder={{word}}"),
    Visit(f"{LEDGER}/rows?f.cost=>=1&sort=-cost"),
    denied(f"{LEDGER}/rows?area={{east}}"),
    denied(f"{LEDGER}/rows", "post", body={"edits": [_EDIT]}),
    denied(f"{LEDGER}/rows", "post", body={"edits": [{"area": "{east}", "values": {"household": "夺"}}]}),
    denied(f"{LEDGER}/rows/transition", "post", body=_REF),
    denied(f"{LEDGER}/rows/delete", "post", body=_REF),
    Visit(f"{LEDGER}/export"),
    denied(f"{LEDGER}/export?area={{east}}"),
    Visit(f"{LEDGER}/new/"),
    denied(f"{LEDGER}/new/", "post", form={"area": "{east}", "household": "夺"}),
    Visit(f"{LEDGER}/import/"),
    denied(f"{LEDGER}/import/?area={{east}}"),
    denied(f"{LEDGER}/import/file/{{upload}}"),
    denied(f"{LEDGER}/import/file/{{upload}}", "post", form={"column.0": "household"}),
    denied(f"{LEDGER}/import/{{job}}/"),
    denied(f"{LEDGER}/import/{{job}}/accept", "post", form={"accept_good": "1"}),
    denied(f"{LEDGER}/import/{{job}}/undo", "post"),
    denied(f"{LEDGER}/import/{{job}}/cancel", "post"),
    denied(f"{LEDGER}/import/{{job}}/errors.xlsx"),
    denied(f"{LEDGER}/rows/batch", "post", body={**_REF, "values": {"builder": "夺"}}),
    denied(f"{LEDGER}/rows/batch", "post", body={**_REF, "step": "accept", "accept_good": True}),
    denied(
        f"{LEDGER}/rows/batch?area={{east}}",
        "post",
        body={"all": True, "values": {"builder": "夺"}, "why": "夺"},
    ),
    Visit(f"{LEDGER}/board/?view=0"),
    denied(f"{LEDGER}/board/?area={{east}}"),
    Visit(f"{LEDGER}/board/cards?of=accepted"),
    denied(f"{LEDGER}/board/cards?of=accepted&area={{east}}"),
    Visit(f"{LEDGER}/chart/?by=area&measure=sum:cost"),
    denied(f"{LEDGER}/chart/?area={{east}}"),
    Visit(f"{LEDGER}/chart.xlsx?by=area&measure=sum:cost"),
    denied(f"{LEDGER}/chart.xlsx?area={{east}}"),
    Visit(f"{LEDGER}/views/"),
    denied(f"{LEDGER}/?view={{view}}"),
    denied(f"{LEDGER}/board/?view={{view}}"),
    denied(f"{LEDGER}/views/{{view}}", "post", form={"title": "夺", "audience": "own"}),
    denied(f"{LEDGER}/views/{{view}}", "post", form={"act": "delete"}),
    denied(f"{LEDGER}/pick?field=builder&q={{word}}"),
    denied(f"{LEDGER}/{{row}}/related"),
    denied(f"{LEDGER}/{{row}}/files", "post", form={"version": "2"}),
    denied(
        f"{LEDGER}/{{row}}/files/detach", "post", form={"version": "2", "digest": "{file}", "name": "x.txt"}
    ),
    denied(f"{LEDGER}/{{deleted}}/files/{{file}}/x.txt"),
    denied(f"{LEDGER}/{{row}}/"),
    denied(f"{LEDGER}/{{row}}/?edit=1"),
    denied(f"{LEDGER}/{{deleted}}/"),
    denied(f"{LEDGER}/{{deleted}}/gone/"),
    Visit(f"{LEDGER}/deleted/"),
    denied(f"{LEDGER}/deleted/?area={{east}}"),
    denied(f"{LEDGER}/deleted/", "post", form={"id": "{deleted}", "why": "夺"}),
    Visit(f"{LEDGER}/as-of/?day=2026-01-31"),
    denied(f"{LEDGER}/as-of/?day=2026-01-31&area={{east}}"),
    Visit(f"{LEDGER}/export?day=2026-01-31"),
    denied(f"{LEDGER}/{{row}}/revert", "post", form={"version": "2", "to": "1"}),
    Visit("/ledgers/due/"),
    Visit("/ledgers/due/?kind=told"),
    denied("/ledgers/due/?area={east}"),
    Visit("/ledgers/due/count"),
    denied("/manage/log/"),
    denied("/manage/log/?area={east}"),
    denied("/manage/seals/"),
    denied("/manage/seals/", "post"),
    Visit("/manage/calendar/"),
    denied("/manage/calendar/", "post", form={"days": "", "source": "夺"}),
    denied(f"{LEDGER}/{{row}}/", "post", form={"version": "2", "builder": "夺"}),
    denied(f"{LEDGER}/{{row}}/step", "post", form={"version": "2", "step": "accept"}),
    denied(f"{LEDGER}/{{row}}/reveal", "post", form={"field": "builder", "why": "想看看"}),
    denied(f"{LEDGER}/{{row}}/delete", "post", form={"version": "2", "why": "夺"}),
)
FIGURES: Final = (
    Visit("/indicators/"),
    denied("/indicators/?area={east}"),
    Visit("/indicators/paid/"),
    denied("/indicators/paid/?area={east}"),
    Visit("/indicators/compare/?codes=paid,revenue&areas={east}&as=csv"),
    denied("/indicators/compare/?area={east}&as=xlsx"),
    Visit("/indicators/compare/months/?as=csv"),
    Visit("/indicators/compare/months/?codes=paid,revenue&areas={east}&as=csv"),
    denied("/indicators/compare/months/?area={east}&as=xlsx"),
    Visit("/indicators/paid/figures"),
    denied("/indicators/paid/figures?area={east}"),
    Visit("/indicators/paid/targets/"),
    denied("/indicators/paid/targets/?area={east}&period=2026"),
    denied("/indicators/paid/targets/?area={east}&period=2026", "post", form={"value": "1"}),
    Visit("/indicators/revenue/observations/"),
    denied("/indicators/revenue/observations/?area={east}&period=2026"),
    denied(
        "/indicators/revenue/observations/?area={east}&period=2026",
        "post",
        form={"value": "1", "source": "夺", "finality": "final"},
    ),
    denied("/trace/paid@{east}/2026"),
    denied("/trace/revenue@{east}/2026"),
    denied("/trace/paid@{east}/2026.yoy"),
    denied("/api/v1/figures?address=paid@{east}/2026"),
    denied("/api/v1/series?address=paid@{east}/2026"),
    denied("/api/v1/trace?address=paid@{east}/2026"),
    denied("/api/v1/trace?address=revenue@{east}/2026"),
    Visit("/reports/write/"),
    Visit("/reports/write/?template=annual_report"),
    Visit("/reports/write/resolve", "post", body={"markdown": "# 报告\n\n{{{{paid@{east}/2026}}}}"}),
    Visit("/reports/write/audit", "post", body={"markdown": "# 报告\n\n{{{{paid@{east}/2026}}}}"}),
    denied(
        "/reports/write/issue?area={east}",
        "post",
        form={"template": "annual_report", "markdown": "# 报告\n\n{{{{paid@{east}/2026}}}}"},
    ),
    Visit("/reports/write/word", "post", form={"markdown": "# 报告\n\n{{{{paid@{east}/2026}}}}"}),
)
REPORTS: Final = (
    Visit("/reports/"),
    denied("/reports/?area={east}"),
    denied("/reports/?area={east}", "post", form={"text": "夺", "year": "2026", "month": "1"}),
    denied("/reports/{report}/"),
    denied("/reports/{report}/original.txt"),
    denied("/reports/{report}/file"),
    denied("/reports/{report}/pages/1.jpg"),
    denied("/reports/{report}/take-over/"),
    denied("/reports/{report}/take-over/", "post", form={"figures": "{figure}"}),
    denied("/reports/upload/?area={east}", "post"),
    denied("/reports/upload/{job}/"),
    denied("/reports/upload/{job}/confirm", "post", form={"area": "{east}", "year": "2026", "month": "1"}),
    denied("/reports/upload/{job}/drop", "post"),
    denied("/reports/{report}/figures/{figure}/"),
    denied("/reports/{report}/figures/{figure}/", "post", form={"version": "1", "value": "1"}),
    denied("/reports/{report}/figures/{figure}/", "post", form={"version": "1", "act": "withdraw"}),
    denied("/reports/{report}/missed/?start=0&end=3"),
    denied(
        "/reports/{report}/missed/", "post", form={"start": "2", "end": "5", "measure": "夺", "value": "1"}
    ),
    denied("/reports/{report}/read-again", "post"),
    denied("/reports/{report}/delete", "post", form={"why": "夺"}),
    denied("/reports/{report}/reconciliation/"),
    denied("/reports/{report}/reconciliation/?as=xlsx"),
    denied("/reports/{report}/figures/{figure}/explain", "post", form={"reason": "method"}),
    Visit("/reports/rules/"),
    denied("/reports/rules/?area={east}", "post", form={"rule": "ordinal", "setting": "off", "reason": "夺"}),
    denied("/reports/{report}/audit/"),
    denied("/reports/{report}/audit/judge", "post", form={"number": "1", "choice": "accepted"}),
    denied("/reports/{report}/audit/word"),
    Visit("/reports/examples.jsonl"),
    Visit("/reports/compare/"),
    denied("/reports/compare/?documents={report}&alone=1"),
    denied("/reports/compare/?documents={report}&alone=1&as=xlsx"),
    denied("/reports/examples.jsonl?area={east}"),
    Visit("/plans/"),
    Visit("/plans/?view=board"),
    denied("/plans/?area={east}"),
    denied("/plans/tasks/{task}/"),
    denied("/plans/tasks/{task}/report", "post", form={"progress": "夺"}),
)
TOKENS: Final = (
    Visit("/tokens/"),
    denied("/tokens/", "post", form={"name": "夺", "expires_on": "2026-12-31", "areas": "990101101"}),
    denied("/tokens/{token}/revoke", "post"),
    Visit("/api/docs"),
)
API: Final = (
    Visit("/api/v1/me"),
    Visit("/api/v1/areas"),
    denied("/api/v1/areas?under={east}"),
    Visit("/api/v1/ledgers"),
    Visit(V1),
    Visit(f"{V1}/rows?sums=true"),
    Visit(f"{V1}/rows?filter=builder:contains:{{word}}"),
    Visit(f"{V1}/rows?filter=area:eq:{{east}}&sums=true"),
    denied(f"{V1}/rows?area={{east}}"),
    denied(f"{V1}/rows", "post", body={"area": "{east}", "values": {"household": "夺"}}),
    denied(f"{V1}/rows/{{row}}"),
    denied(f"{V1}/rows/{{deleted}}"),
    denied(f"{V1}/rows/{{row}}", "patch", body={"values": {"builder": "夺"}}, headers=_MATCH),
    denied(f"{V1}/rows/{{row}}", "patch", body={"values": {"builder": "夺"}}, headers={"If-Match": '"1"'}),
    denied(f"{V1}/rows/{{row}}?why=夺", "delete", headers=_MATCH),
    denied(f"{V1}/rows/{{row}}/transitions", "post", body={"name": "accept"}, headers=_MATCH),
    denied(f"{V1}/rows/{{row}}/history"),
    denied(f"{V1}/rows/{{deleted}}/history"),
    denied(f"{V1}/rows:bulk?area={{east}}", "put", body=[{"household": "{household}", "builder": "夺"}]),
    denied(f"{V1}/rows:bulk", "put", body=[{"area": "{east}", "household": "{household}", "builder": "夺"}]),
    Visit("/api/v1/changes"),
    Visit("/api/v1/indicators"),
    Visit("/api/v1/indicators/paid"),
)
OF_A_PLACE: Final = FIGURES + REPORTS
"""What any duty in the area opens, whatever its domain (decision 0002): another village's outsider only."""

EVERY: Final = (*WEB, *LEDGERS, *FIGURES, *REPORTS, *TOKENS, *API)
