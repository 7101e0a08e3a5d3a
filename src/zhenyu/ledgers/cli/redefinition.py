"""``zhenyu ledger define`` and ``redefinition``: redefine a ledger from a file; see, stop or go on with one
that takes long."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zhenyu.ledgers.cli.terminal import progress_line

if TYPE_CHECKING:
    from zhenyu.core.models import Job


@click.command("define")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--why", default="", help="为什么改，记入版本")
def define_command(file: Path, why: str) -> None:
    """按 FILE（YAML）新建台账，或修改已有台账的定义。记录很多时边办边报进度，别人照常使用；Ctrl-C 取消。"""
    from zhenyu.core.models import Job
    from zhenyu.ledgers.actions.definitions import redefine
    from zhenyu.packs.loader import definition_in
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM):
        done = redefine(definition_in(file), by=SYSTEM, based_on=None, why=why)
    if isinstance(done, Job):
        _run(done)
    else:
        click.echo(f"台账“{done.title}”的定义已生效")


@click.command("redefinition")
@click.argument("code")
@click.option("--cancel", is_flag=True, help="取消，台账保持原样")
@click.option("--resume", is_flag=True, help="接着办：办它的程序已经不在了")
def redefinition_command(code: str, cancel: bool, resume: bool) -> None:
    """台账 CODE 正在后台办理的定义修改：谁开始的、办到哪里。"""
    from zhenyu.core import clock
    from zhenyu.core.jobs import progress
    from zhenyu.ledgers.redefinition.in_progress import in_progress

    found = in_progress(code)
    if found is None:
        click.echo("没有正在办理的定义修改")
        return
    if cancel:
        progress.cancel(found)
    if cancel or resume:
        _run(found)
        return
    share = f"，已完成 {found.percent}%" if found.percent is not None else ""
    since = found.created_at.astimezone(clock.CHINA)
    click.echo(
        f"{found.title}：{found.by_name} {since:%Y-%m-%d %H:%M} 开始，{found.stage or '等待开始'}{share}"
    )


def _run(job: Job) -> None:
    """Do it here, with progress; Ctrl-C cancels it.

    Raises:
        RefusedError: it failed, or was cancelled, or another process is at it.
    """
    from zhenyu.core.errors import RefusedError
    from zhenyu.core.jobs import progress
    from zhenyu.ledgers.redefinition.background import NotYet, run_redefinition_job
    from zhenyu.ledgers.types import Progress

    show = progress_line()
    tell = (lambda stage, done, total: show(Progress(stage, done, total))) if show else None
    try:
        try:
            run_redefinition_job(job.id, tell=tell)
        except KeyboardInterrupt:
            progress.cancel(job)
            run_redefinition_job(job.id)
    except NotYet:
        raise RefusedError("另一个程序正在办这次修改", "用 zhenyu ledger redefinition 查看进度") from None
    job.refresh_from_db()
    if job.state != job.DONE:
        raise RefusedError(job.error or "已取消，定义和记录都没有变", "")
    click.echo(f"{job.title}：已生效，第{(job.result or {})['version']}版")
