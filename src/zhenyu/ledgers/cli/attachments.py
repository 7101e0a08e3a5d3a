"""Commands of attachments: what is kept, whether files are scanned, and clearing away what no record ever
got."""

from __future__ import annotations

import click


@click.group("attachments")
def attachments_group() -> None:
    """附件：存放情况、查毒设置、清理。"""


@attachments_group.command("status")
def status() -> None:
    """显示附件的数量、大小和查毒设置。"""
    from django.conf import settings

    from zhenyu.core.files import store

    kept = [store.stored_path(digest).stat().st_size for digest in store.stored_digests()]
    click.echo(
        f"附件 {len(kept)} 个，共 {sum(kept) / 2**20:.1f} MB；每个最大 {settings.ZHENYU_ATTACHMENT_MB} MB"
    )
    if store.scanner():
        click.echo(f"查毒程序：{store.scanner()}")
    else:
        click.echo(
            "没有设置查毒程序：上传的文件只按内容核对类型。设置环境变量 ZHENYU_SCAN_COMMAND（如 clamdscan）后重启服务"
        )


@attachments_group.command("clear")
def clear() -> None:
    """删除一天前上传、但没有归到任何记录的文件。"""
    from zhenyu.ledgers.actions.attachments import clear_orphans

    click.echo(f"已清理 {clear_orphans()} 个没有归属的文件")
