"""What the doctor looks at without the database: the front end, settings, disk, backups, programs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from django.conf import settings

from zhenyu.core import clock

Level = Literal["ok", "note", "finding"]
"""All well; something to know; something to be put right."""

LEAST_FREE: Final = 5 * 2**30
BACKUP_AGE: Final = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Word:
    """What one check has to say."""

    check: str
    level: Level
    detail: str
    hint: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def front_end() -> Iterator[Word]:
    if (settings.FRONT_END / "dist" / "main.js").exists():
        yield Word("网页前端", "ok", "已构建")
    else:
        yield Word("网页前端", "finding", "尚未构建", "在项目目录运行 make build")


def configuration() -> Iterator[Word]:
    if settings.DEBUG:
        yield Word(
            "设置",
            "finding",
            "ZHENYU_DEBUG 打开着，出错时会把程序内部显示给用户",
            "去掉 ZHENYU_DEBUG 后重新启动",
        )
    secret = settings.ZHENYU_VAR / "secret_key"
    if secret.exists() and secret.stat().st_mode & 0o077:
        yield Word("设置", "finding", f"{secret} 别人也能读", f"运行 chmod 600 {secret}")
    if not settings.SESSION_COOKIE_SECURE:
        yield Word(
            "设置", "note", "没有要求 https，登录信息在网上是明文", "由反向代理提供 https 后设 ZHENYU_HTTPS=1"
        )
    if clock.fixed_day():
        yield Word(
            "时钟",
            "note",
            f"日期固定在 {clock.fixed_day()}（演示）",
            "正式使用请删去 ZHENYU_TODAY 和数据目录中的 today",
        )


def disk() -> Iterator[Word]:
    usage = shutil.disk_usage(settings.ZHENYU_VAR)
    left = f"{settings.ZHENYU_VAR} 还剩 {usage.free / 2**30:.1f} GB（共 {usage.total / 2**30:.0f} GB）"
    if usage.free < LEAST_FREE:
        yield Word("磁盘", "finding", left, "腾出空间，或把数据目录移到更大的磁盘")
    else:
        yield Word("磁盘", "ok", left)


def backups() -> Iterator[Word]:
    folder = settings.ZHENYU_VAR / "backups"
    files = [each for each in folder.glob("*") if each.is_file()] if folder.is_dir() else []
    hint = f"每天把备份放进 {folder}，并另存一份到别的机器"
    if not files:
        yield Word("备份", "finding", f"{folder} 里没有备份", hint)
        return
    newest = max(files, key=lambda file: file.stat().st_mtime)
    age = datetime.now(UTC) - datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    level: Level = "finding" if age > BACKUP_AGE else "ok"
    yield Word(
        "备份",
        level,
        f"最近一份 {newest.name}，{age.total_seconds() / 3600:.0f} 小时前",
        hint if level != "ok" else "",
    )


def programs() -> Iterator[Word]:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        yield Word("LibreOffice", "ok", office)
    else:
        yield Word("LibreOffice", "note", "没有安装，不能转成 PDF", "apt-get install libreoffice-writer")
    lister = shutil.which("fc-list")
    fonts = (
        subprocess.run([lister, ":lang=zh-cn"], capture_output=True, check=False).stdout if lister else b""
    )
    if fonts:
        yield Word("中文字体", "ok", f"{len(fonts.splitlines())} 种")
    else:
        yield Word("中文字体", "note", "没有中文字体，PDF 中的汉字会是方块", "apt-get install fonts-noto-cjk")
    scanner = shlex.split(os.environ.get("ZHENYU_SCAN_COMMAND", ""))
    if not scanner:
        yield Word(
            "病毒扫描",
            "note",
            "没有设置，上传的文件不经扫描",
            "设 ZHENYU_SCAN_COMMAND，如 clamdscan --no-summary",
        )
    elif shutil.which(scanner[0]) is None:
        yield Word(
            "病毒扫描", "finding", f"找不到扫描程序 {scanner[0]}", "安装它，或改正 ZHENYU_SCAN_COMMAND"
        )
    else:
        yield Word("病毒扫描", "ok", scanner[0])
