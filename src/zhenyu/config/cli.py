"""Commands that bring the house up and look it over: demo, serve, worker, init, pack, doctor."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from zhenyu.config.packs import Applied
    from zhenyu.ledgers.definition.three_way_merge import Side


def _say(text: str) -> None:
    click.echo(text, err=True)


@click.command("init")
def init() -> None:
    """建立或升级数据库。"""
    from zhenyu.config.setup import migrate

    migrate()
    _say("数据库已就绪")


@click.group("pack")
def pack() -> None:
    """内容包。"""


_AREA = click.option("--area", help="执行其中工作体系的区划，如 990101100")


_PREFER = click.option(
    "--prefer",
    type=click.Choice(["local", "pack"]),
    help="本地和内容包都改过的地方用哪一边：local 本地，pack 内容包",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON")


@pack.command("check")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_AREA
@_PREFER
@_JSON
def check(folder: Path, area: str | None, prefer: Side | None, as_json: bool) -> None:
    """检查 FOLDER 中的内容包，不写入任何内容。"""
    _report("没有发现问题。", _apply(folder, area, prefer, keep=False), as_json)


@pack.command("apply")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_AREA
@_PREFER
@_JSON
def apply(folder: Path, area: str | None, prefer: Side | None, as_json: bool) -> None:
    """应用 FOLDER 中的内容包：全部生效，或全部不生效。本地改过的台账与新版合并，冲突的列出来，保持原样。"""
    _report("已应用", _apply(folder, area, prefer, keep=True), as_json)


def _apply(folder: Path, area: str | None, prefer: Side | None, *, keep: bool) -> Applied:
    from django.db import transaction

    from zhenyu.config import packs
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM), transaction.atomic():
        applied = packs.apply(folder, by=SYSTEM, area=AreaCode.parse(area) if area else None, prefer=prefer)
        transaction.set_rollback(not keep)
    return applied


def _report(opening: str, applied: Applied, as_json: bool) -> None:
    """What took effect, and each conflict with both sides; leaves with 1 when a ledger waits for a choice."""
    if as_json:
        click.echo(json.dumps(applied.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{opening}{applied.sentence}" if not applied.undecided else applied.sentence)
        for upgrade in applied.undecided:
            click.echo(f"\n台账“{upgrade.title}”（{upgrade.code}）没有改动：{upgrade.note}")
            for conflict in upgrade.conflicts:
                click.echo(
                    f"  {conflict.title}：本地 {conflict.local or '（无）'}｜内容包 {conflict.pack or '（无）'}"
                )
        if any(upgrade.conflicts for upgrade in applied.undecided):
            click.echo(
                "\n在网页“台账 → 内容包更新”里逐项选择，或加 --prefer local（用本地）、--prefer pack（用内容包）再应用"
            )
    if applied.undecided:
        sys.exit(1)


def _address(command: click.decorators.FC) -> click.decorators.FC:
    host = click.option("--host", default="127.0.0.1", show_default=True, help="监听地址")
    port = click.option("--port", default=8000, show_default=True, help="端口")
    workers = click.option("--workers", default=2, show_default=True, help="网页进程数")
    return host(port(workers(command)))


@click.command("serve")
@_address
def serve(host: str, port: int, workers: int) -> None:
    """启动网页服务和后台任务，Ctrl-C 停止。"""
    from zhenyu.config import services
    from zhenyu.config.setup import migrate, setup_django

    services.check_free(host, port)
    services.check_front_end()
    database = setup_django(_say)
    migrate()
    web = services.WebServer(host, port, workers)
    services.run(web, database, lambda: _say(f"网页服务：http://{host}:{port}"))


@click.command("demo")
@_address
@click.option("--scale", default=1.0, show_default=True, help="数据量倍数，1 约 20 万行")
@click.option("--furnish-only", is_flag=True, help="只布置数据，不启动网页服务")
def demo(host: str, port: int, workers: int, scale: float, furnish_only: bool) -> None:
    """布置示范镇并启动网页服务，Ctrl-C 停止。"""
    from zhenyu.config import services
    from zhenyu.config.setup import fix_today, migrate, setup_django, start_database

    if not furnish_only:
        services.check_free(host, port)
        services.check_front_end()
    furnished_before = fix_today("2026-10-31")
    database = start_database(_say)
    web = services.WebServer(host, port, workers)
    if furnished_before and not furnish_only:
        web.start()  # it loads while we look whether anything is left to do
    setup_django()
    from zhenyu.config import packs
    from zhenyu.demo.furnish import ACCOUNTS, PASSWORD, furnish

    migrate()
    furnish(_say, scale=scale, apply_pack=packs.apply)
    if furnish_only:
        return

    def ready() -> None:
        _say(f"\n  镇域一本账演示  http://{host}:{port}\n\n  演示账号（密码都是 {PASSWORD}）")
        for account in ACCOUNTS:
            _say(f"    {account.username:<10} {account.title}")
        _say(f"\n  数据目录 {os.environ.get('ZHENYU_VAR', 'var')}，Ctrl-C 停止\n")

    services.run(web, database, ready)


@click.command("worker")
def worker() -> None:
    """运行后台任务，Ctrl-C 停止。"""
    import asyncio

    from zhenyu.config.services import run_worker

    asyncio.run(run_worker())


_MARKS = {"ok": ("✓", "green"), "note": ("·", "yellow"), "finding": ("✗", "red")}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def doctor(as_json: bool) -> None:
    """检查运行环境：数据库、权限、时钟、磁盘、后台任务、备份。有不对的退出码为 1，什么都不改动。"""
    import json
    import sys

    from zhenyu.config.setup import setup_django

    setup_django(_say)
    from zhenyu.config.doctor import examine

    words = examine()
    if as_json:
        click.echo(json.dumps([word.as_json() for word in words], ensure_ascii=False))
    else:
        for word in words:
            mark, colour = _MARKS[word.level]
            click.secho(f"{mark} {word.check}：{word.detail}", fg=colour)
            if word.hint:
                click.echo(f"    {word.hint}")
    sys.exit(any(word.level == "finding" for word in words))
