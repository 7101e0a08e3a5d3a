"""Targets, entered figures, accounts and reported progress of the demonstration, before they meet a
database."""

from collections import defaultdict
from decimal import Decimal

from tests.support.packs import township
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.demo.accounts import ACCOUNTS, OFFICES
from zhenyu.demo.chance import TODAY
from zhenyu.demo.observations import observations
from zhenyu.demo.progress import task_reports
from zhenyu.demo.targets import targets
from zhenyu.indicators.catalogue.indicator_definition import IndicatorKind, read_indicator
from zhenyu.people.types import Role
from zhenyu.plans.definition import read_system

PACK = township()
CATALOGUE = {item.code: read_indicator(item.raw) for item in PACK.indicators}


def test_targets_name_indicators_and_this_years_come_to_every_village() -> None:
    found = list(targets())
    assert {target[0] for target in found} <= set(CATALOGUE)
    villages = [target for target in found if len(target[1]) == 12]
    assert len({target[1] for target in villages}) == 77
    assert sum(Decimal(value) for code, *_, value, _ in villages if code == "toilets_renovated") == 1200


def test_targets_of_the_town_are_those_of_its_work_system() -> None:
    system = read_system({**PACK.systems[0].raw, "area": "990101100"})
    set_there = {task.target.indicator: task.target.value for task in system.tasks() if task.target}
    for code, area, period, value, _ in targets():
        if area == "990101100" and period == "2026" and code in set_there:
            assert Decimal(value) == set_there[code], code


def test_only_external_indicators_are_entered_each_with_its_document() -> None:
    for entry in observations():
        assert CATALOGUE[entry.indicator].kind is IndicatorKind.EXTERNAL
        assert "云办统" in entry.source
        assert entry.finality == (
            "preliminary" if Period.parse(str(entry.period)).last.year == 2026 else "final"
        )


def test_months_add_up_to_the_cumulative_figure() -> None:
    values: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for entry in observations():
        values[entry.indicator, str(entry.area)][str(entry.period)] = Decimal(str(entry.value))
    revenue = values["general_budget_revenue", "990101100"]
    months = [revenue[f"2026-{month:02d}"] for month in range(1, 11)]
    assert sum(months) == revenue["2026-01..2026-10"]
    assert sum(revenue[f"2025-Q{quarter}"] for quarter in range(1, 5)) == revenue["2025"]
    towns = [values["retail_sales", f"99010110{number}"]["2025"] for number in range(3)]
    assert values["retail_sales", "990101"]["2025"] == sum(towns)


def test_no_period_is_entered_twice() -> None:
    seen = [(entry.indicator, str(entry.area), str(entry.period)) for entry in observations()]
    assert len(seen) == len(set(seen))


def test_every_role_of_the_demonstration_has_an_account() -> None:
    assert {account.role for account in ACCOUNTS} == set(Role) - {Role.GRID_WORKER}
    assert len({account.username for account in ACCOUNTS}) == len(ACCOUNTS)
    assert all(account.office in ("", *OFFICES) for account in ACCOUNTS)


def test_domains_of_clerks_are_domains_of_ledgers() -> None:
    domains = {item.raw["domain"] for item in PACK.ledgers}
    assert all(set(account.domains) <= domains for account in ACCOUNTS)


def test_offices_of_ledgers_and_tasks_exist() -> None:
    system = read_system({**PACK.systems[0].raw, "area": "990101100"})
    named = {item.raw["office"] for item in PACK.ledgers} | {task.lead for task in system.tasks()}
    assert named <= set(OFFICES)


def test_progress_speaks_of_tasks_and_nodes_that_exist_and_of_no_day_to_come() -> None:
    nodes = {
        task.key: {node.title for node in task.nodes}
        for task in read_system({**PACK.systems[0].raw, "area": "990101100"}).tasks()
    }
    for report in task_reports():
        assert set(report.done) <= nodes[report.task]
        assert all(day <= TODAY for day in (report.day, *report.done.values()))


def test_an_account_with_domains_sees_plans_and_reports_too() -> None:
    clerk = next(account for account in ACCOUNTS if account.username == "minsheng")
    assert {grant.domain for grant in clerk.grants} == {"民生保障", "计划", "报告"}
    assert {grant.area for grant in clerk.grants} == {AreaCode("990101100")}
