"""Files beside a few records of the demonstration: papers of projects, pictures of works and of what an
inspection found."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.demo.places import towns
from zhenyu.ledgers.actions.attachments import attach
from zhenyu.ledgers.rows.queries import page
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.ledgers.types import Filter, Row, RowRef
from zhenyu.people.types import SYSTEM

_RECORDS: Final = 4
"""Records of each ledger that get files."""
_SKY: Final = (196, 216, 228)
_GROUND: Final = {"前": (150, 132, 104), "后": (120, 156, 96), "问题": (164, 120, 92)}


def put_files() -> int:
    """Put files beside the newest fitting records of the first town; how many records got some."""
    area = AreaCode(towns()[0].code)
    beside: tuple[tuple[str, str, Filter, Callable[[Row], list[SimpleUploadedFile]]], ...] = (
        ("key_projects", "papers", Filter("state", "eq", "producing"), _papers),
        ("village_works", "photos", Filter("state", "eq", "accepted"), _before_and_after),
        ("env_inspections", "photos", Filter("board", "eq", "yellow"), _problem),
    )
    made = 0
    for code, field, wanted, files in beside:
        if field not in ledger(code).by_name:
            continue  # furnished by an earlier edition, whose ledgers wait for their update
        for row in page(SYSTEM, code, area=area, filters=[wanted], sort="-id", size=_RECORDS).rows:
            attach(code, RowRef(row.id, row.version), files(row), field=field, by=SYSTEM)
            made += 1
    return made


def _papers(row: Row) -> list[SimpleUploadedFile]:
    text = f"项目投资协议（示例）\n\n项目：{row.values['title']}\n签约日期：{row.values['signed_on']}\n本文件为演示用，内容为虚构。\n"
    return [SimpleUploadedFile("投资协议（示例）.txt", text.encode())]


def _before_and_after(_: Row) -> list[SimpleUploadedFile]:
    return [_picture(name) for name in ("前", "后")]


def _problem(_: Row) -> list[SimpleUploadedFile]:
    return [_picture("问题")]


def _picture(name: str) -> SimpleUploadedFile:
    """A drawn scene, sky over ground: no photograph of anybody or any place."""
    return SimpleUploadedFile(f"{name}.png", _png(320, 200, _GROUND[name]))


def _png(width: int, height: int, ground: tuple[int, int, int]) -> bytes:
    """PNG (ISO/IEC 15948): header, one deflated block of rows without filter, end."""
    lines = (bytes([0, *(_SKY if y < height * 0.45 else ground) * width]) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
