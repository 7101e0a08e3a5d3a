"""The township pack, read once for all tests that look at its content."""

from functools import cache

from zhenyu.packs import TOWNSHIP
from zhenyu.packs.loader import Pack, load


@cache
def township() -> Pack:
    return load(TOWNSHIP)
