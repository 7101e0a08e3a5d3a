"""``zhenyu recompute``: are the cells what the rows say, and if not, compute them again."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zhenyu.indicators.cells.verification import CellDifference

_SHOWN = 20


@click.command("recompute")
@click.argument("ledgers", nargs=-1, metavar="[台账…]")
@click.option("--check", is_flag=True, help="只核对，不改")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def recompute_command(ledgers: tuple[str, ...], check: bool, as_json: bool) -> None:
    """逐行重算指标，与保存的数核对；不一致的改为重算的数。不写台账就是全部台账。

    平时不需要：每次写入都会在同一事务里更新指标。用于数据库被直接改动过、或想证明数字可靠的时候。
    核对不挡别人写入；改正只在有出入的乡镇，逐个进行，每个乡镇各等片刻。--check 发现不一致时退出码为 1。
    """
    from zhenyu.indicators.actions.recompute import repair
    from zhenyu.indicators.cells.verification import check_cells
    from zhenyu.ledgers.schema.registry import ledger
    from zhenyu.ledgers.schema.registry import ledgers as all_ledgers
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM):
        codes = [ledger(code).code for code in ledgers] or [each.code for each in all_ledgers()]
    wrong = {code: differences for code in codes if (differences := check_cells(code))}
    if not check:
        for code, differences in wrong.items():
            repair(code, differences)
    if as_json:
        listed = [_json(code, each) for code, differences in wrong.items() for each in differences]
        click.echo(
            json.dumps({"ledgers": len(codes), "differences": listed}, ensure_ascii=False, default=str)
        )
    else:
        _print(len(codes), wrong, repaired=not check)
    if wrong and check:
        sys.exit(1)


def _json(code: str, each: CellDifference) -> dict[str, object]:
    return {
        "ledger": code,
        "table": each.table,
        "indicator": each.indicator,
        "area": each.area,
        "month": each.month,
        "stored": each.stored,
        "recomputed": each.recomputed,
    }


def _print(count: int, wrong: dict[str, list[CellDifference]], *, repaired: bool) -> None:
    for code, differences in wrong.items():
        for each in differences[:_SHOWN]:
            name = each.indicator or "台账本身"
            click.echo(
                f"  {code} {name}@{each.area}/{each.month:%Y-%m}：存的是 {each.stored}，重算是 {each.recomputed}"
            )
        if len(differences) > _SHOWN:
            click.echo(f"  …… {code} 共 {len(differences)} 处，用 --json 看全部")
    if not wrong:
        click.echo(f"核对了 {count} 本台账，指标与逐行重算一致")
    elif repaired:
        click.echo(f"核对了 {count} 本台账，{len(wrong)} 本有出入，已改为重算的数")
    else:
        click.echo(f"核对了 {count} 本台账，{len(wrong)} 本有出入；去掉 --check 改为重算的数")
