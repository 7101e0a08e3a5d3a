"""Which encoding a Chinese text file is in: UTF-8, UTF-16, GB18030 or Big5. Pure.

GB18030 (GB 18030-2022) reads almost any bytes as some Chinese characters, so validity alone decides nothing
between it and Big5; what decides is which reading is made of the characters that every text is made of.
"""

from __future__ import annotations

import codecs
from typing import Final

from zhenyu.core.errors import UsageError

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LEGACY: Final = ("gb18030", "big5", "utf-16-le", "utf-16-be")
_COMMON: Final = frozenset(
    "的一是不了在有人我他这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用"
    "第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感"
    "這個們來時為國說會後過對學開總從無經長間兩進實現發業產區鄉鎮農村鎮建設工作項目完成全年月日元万萬亿億户戶增长民党黨政府"
    "，。、；：“”（）《》％—·0123456789\n"
)
_SAMPLE: Final = 20_000


def decode(data: bytes, declared: str = "") -> str:
    """The text of a file.

    Arguments:
        data: its bytes.
        declared: an encoding it claims (an HTML ``charset``), believed when the bytes agree.

    Raises:
        UsageError: not a text in any of the encodings.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"))
    for encoding in filter(None, (_canonical(declared), "utf-8")):
        text = _try(data, encoding)
        if text is not None and "\0" not in text:
            return _checked(text)
    readings = [text for encoding in _LEGACY if (text := _try(data, encoding)) is not None]
    if not readings:
        raise UsageError("认不出文件的文字编码", "请用记事本或 WPS 打开，另存为 UTF-8 编码的文本再试")
    return _checked(max(readings, key=familiarity))


def table_encoding(head: bytes, *, is_cut: bool) -> str | None:
    """The encoding of a table in text form, from how the file begins; None when it is no text.

    A list of names and numbers is too little text to tell Big5 from GB18030 by: what is neither marked nor
    UTF-8 is the national GB18030, as spreadsheets here save it.

    Arguments:
        is_cut: the file goes on, so that its head may end within a character.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=not is_cut)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def familiarity(text: str) -> float:
    """The share of everyday characters among all; a wrong reading has next to none."""
    sample = text[:_SAMPLE]
    return sum(character in _COMMON for character in sample) / max(len(sample), 1)


def _canonical(declared: str) -> str:
    """GB2312 and GBK are parts of GB18030, and pages that claim them often use more."""
    name = declared.strip().lower().replace("_", "-")
    return "gb18030" if name in ("gb2312", "gbk", "gb-2312", "x-gbk") else name


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _checked(text: str) -> str:
    """Lines end with a line feed; a text with control characters is some other kind of file."""
    strange = sum(character < " " and character not in "\t\n\r\f\v" for character in text[:_SAMPLE])
    if strange > len(text[:_SAMPLE]) // 100:
        raise UsageError("文件里不是文字", "可能是改了后缀名的其他文件，请用原来的软件打开后另存")
    return text.replace("\r\n", "\n").replace("\r", "\n")
