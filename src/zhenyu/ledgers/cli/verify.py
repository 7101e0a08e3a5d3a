"""``zhenyu verify``: the change log against its seals, and each ledger's rows against their history."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zhenyu.core.changelog.seal_checks import SealReport
    from zhenyu.ledgers.history.chains import BrokenChain


_BEYOND = (
    "核对的是变更日志和每条记录的改动次数；绕过系统直接改台账表里的现值，要到这条记录下一次改动时才看得出"
)
"""What verifying proves and what not: decision 0008."""


@click.command("verify")
@click.option("--known", default="", help="以前抄录的封存摘要，核对它还在不在链上")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def verify_command(known: str, as_json: bool) -> None:
    """核对变更日志：逐段核对封存摘要，并核对每条记录的历史是否完整。有问题时退出码为 1。"""
    from zhenyu.core.changelog.seal_checks import verify_seals
    from zhenyu.ledgers.history.chains import broken_chains
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM):
        report, chains = verify_seals(known), broken_chains()
    if as_json:
        click.echo(json.dumps(_json(report, chains), ensure_ascii=False, indent=2))
    else:
        _print(report, chains)
    if report.faults or chains:
        sys.exit(1)


def _json(report: SealReport, chains: tuple[BrokenChain, ...]) -> dict[str, object]:
    return {
        "seals": report.seals,
        "changes": report.changes,
        "unsealed": report.unsealed,
        "head": report.head,
        "sealed_at": report.sealed_at.isoformat() if report.sealed_at else None,
        "faults": [fault.as_json() for fault in report.faults],
        "chains": [chain.as_json() for chain in chains],
    }


def _print(report: SealReport, chains: tuple[BrokenChain, ...]) -> None:
    click.echo(f"核对了 {report.seals} 号封存、{report.changes} 条变更；还有 {report.unsealed} 条没有封存")
    if report.head:
        click.echo(f"最后一号封存的摘要（可抄录备查）：{report.head}")
    first = next((fault.seal for fault in report.faults if fault.seal is not None), None)
    if first is not None:
        click.echo(f"从第 {first} 号封存起有问题：")
    for fault in report.faults:
        click.echo(f"  {fault.message}")
    for chain in chains:
        click.echo(f"  {chain.message}")
    if report.faults or chains:
        click.echo("请保留现场，不要再写入，用备份比对这些记录，并报告审计管理员")
    else:
        click.echo("没有发现改动、删除或补写的痕迹")
    click.echo(_BEYOND)
