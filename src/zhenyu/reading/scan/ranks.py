"""Places in a ranking: 位列全县镇办第2, 排名第三, 居全市第1位."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from zhenyu.reading.figure import Rank
from zhenyu.reading.scan.mention import Mention
from zhenyu.reading.scan.units import Unit
from zhenyu.reading.text.numerals import arabic, chinese

RANK_UNIT: Final = Unit("", "rank", "rank", Decimal(1))
_LED: Final = re.compile(
    r"(?:位列|位居|名列|排名|排在|居于|居|列|位次|跃居|跃升至|上升到|上升至|升至|排|进入|荣获|获得|获|取得|前移至|稳居)"
    r"(?P<among>(?:\d+(?=个)|[^,。;:、\d]){0,16}?)(?:排名|位列|名列)?(?:由|从)?第$"
)
_ALSO: Final = re.compile(
    r"第[\d一二三四五六七八九十]+[位名](?:、|,|和|及)(?P<among>[^,。;:、\d]{1,16}?)第$"
)  # 位列A第87位、B|第117位
_IN_ALL: Final = re.compile(r"(?P<among>全[省市县区州旗国])第$")  # 增幅全市|第一
_ASSESSED: Final = re.compile(r"(?<=考核|评比|测评|评价)(?P<among>)(?:为|是)?第$")
_FROM: Final = re.compile(r"(?:由|从)(?:去年|上年|年初)?的?(?P<among>[^,。;:、\d]{0,12}?)第$")
_SEQUENCE: Final = re.compile("次|期|届|批|季度|章|条|节|版|号|轮|阶段|产业|党支部|书记|一次|个")


def rank_at(clean: str, position: int, end: int) -> Mention | None:
    """The rank whose numeral is ``[position, end)`` of a normalised paragraph, or None; the span is
    第N(位|名)."""
    if clean[position - 1 : position] != "第":
        return None
    led = _LED.search(clean, max(position - 30, 0), position)
    led = led or _FROM.search(clean, max(position - 20, 0), position)
    led = led or _ASSESSED.search(clean, max(position - 30, 0), position)
    led = (
        led
        or _ALSO.search(clean, max(position - 30, 0), position)
        or _IN_ALL.search(clean, max(position - 3, 0), position)
    )
    if led is None or _SEQUENCE.match(clean, end):
        return None
    text = clean[position:end]
    value = arabic(text) if text[0].isdigit() else chinese(text)
    if value is None or value != value.to_integral_value() or not 0 < value < 10_000:
        return None
    stop = end + 1 if clean[end : end + 1] in ("位", "名") else end
    among = led["among"].strip("的“”").removeprefix("在").removesuffix("中") or None
    return Mention(
        position - 1,
        stop,
        value,
        clean[end:stop],
        RANK_UNIT,
        value,
        "exact",
        "rank",
        not text[0].isdigit(),
        rank=Rank(int(value), among, None),
        stem=led.start(),
    )
