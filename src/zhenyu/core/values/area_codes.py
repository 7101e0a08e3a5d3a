"""Administrative division codes: the area half of every figure.

The national statistical code has 12 digits, 省2 + 市2 + 县2 + 乡3 + 村3 (国统字〔2009〕91号; GB/T 2260 down
to the county, GB/T 10114 for townships). A grid adds a 3-digit sequence inside its village, 15 digits: every
grid belongs to one village (area-codes §4). Our canonical text is the **significant prefix** (``990101100``
for a township): a subtree is then a text prefix, and one index range finds it.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from zhenyu.core.errors import UsageError


class AreaLevel(StrEnum):
    """The six levels, from the largest area to the smallest (iteration order)."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    GRID = "grid"

    @property
    def label(self) -> str:
        """Chinese name of the level."""
        return _LABELS[self]

    @property
    def digits(self) -> int:
        """Length of a code of this level."""
        return _DIGITS[self]

    @property
    def below(self) -> AreaLevel | None:
        """The next smaller level; None below grids."""
        return _BELOW.get(self)


_LABELS: Final = dict(zip(AreaLevel, ("省级", "市级", "县级", "乡级", "村级", "网格"), strict=True))
_DIGITS: Final = dict(zip(AreaLevel, (2, 4, 6, 9, 12, 15), strict=True))
_LEVEL_BY_DIGITS: Final = {digits: level for level, digits in _DIGITS.items()}
_BELOW: Final = dict(pairwise(AreaLevel))
_COUNTY_GROUP: Final = 2
_EXAMPLES: Final = "可以是2、4、6、9、12位区划代码或15位网格代码，如 990101100（镇）、990101100201（村）"


class AreaCode(str):
    """A checked division code; the value is the significant prefix, so it stores, sorts and serialises as
    plain text.

    ``AreaCode("990101100000") == AreaCode("990101100") == "990101100"``. Full-width digits are accepted.

    Raises:
        UsageError: says which digits are wrong.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> AreaCode:
        if isinstance(text, AreaCode):
            return text
        return super().__new__(cls, _significant(text))

    @classmethod
    def parse(cls, text: str) -> AreaCode:
        """The same as calling the class; reads better at a boundary."""
        return cls(text)

    @property
    def prefix(self) -> str:
        """The significant digits: 2, 4, 6, 9, 12 or 15."""
        return str(self)

    @property
    def full(self) -> str:
        """The code as registers print it: padded with zeros to 12 digits; a grid keeps its 15."""
        return self.ljust(AreaLevel.VILLAGE.digits, "0")

    @property
    def level(self) -> AreaLevel:
        return _LEVEL_BY_DIGITS[len(self)]

    @property
    def parent(self) -> AreaCode | None:
        """The area one level up; None for a province. A town of a prefecture without counties has the
        prefecture."""
        return _parent(str(self))

    @property
    def town(self) -> AreaCode | None:
        """The town it is or lies in; None above the town level."""
        digits = AreaLevel.TOWN.digits
        return AreaCode(self[:digits]) if len(self) >= digits else None

    @property
    def ancestors(self) -> tuple[AreaCode, ...]:
        """Every area above this one, the province first, without itself: the order of a breadcrumb."""
        if self.parent is None:
            return ()
        return (*self.parent.ancestors, self.parent)

    def contains(self, other: AreaCode) -> bool:
        """Whether ``other`` is this area or lies below it."""
        return other.startswith(self)

    @property
    def upper_bound(self) -> str:
        """Exclusive upper text bound of the subtree: ``code >= self AND code < self.upper_bound`` uses a
        plain index.

        Trailing nines are dropped before counting up: ``990101999`` → ``990102``, because ``990102000`` would
        let the county ``990102`` in. A code of nothing but nines is bounded by a letter, which sorts after
        every digit.
        """
        stem = self.rstrip("9")
        return f"{stem[:-1]}{int(stem[-1]) + 1}" if stem else "a"

    @property
    def town_kind(self) -> str | None:
        """街道 (001–099), 镇 (100–199), 乡 (200–399) or 类似乡级单位 (400–599) of the town part.

        None above the town level and for numbers outside the ranges of 国统字〔2009〕91号.
        """
        number = int(self[6:9] or 0)
        if number == 0 or number > 599:
            return None
        if number < 100:
            return "街道"
        if number < 200:
            return "镇"
        return "乡" if number < 400 else "类似乡级单位"


@lru_cache(maxsize=65_536)
def _parent(code: str) -> AreaCode | None:
    """Kept, because tables of figures ask for the parents of the same few thousand areas again and again."""
    shorter = [digits for digits in _LEVEL_BY_DIGITS if digits < len(code)]
    return AreaCode(code[: shorter[-1]]) if shorter else None


def _significant(text: str) -> str:
    digits = unicodedata.normalize("NFKC", text).strip()
    if not digits:
        raise UsageError("区划代码是空的", _EXAMPLES)
    strangers = [character for character in digits if character not in "0123456789"]
    if strangers:
        raise UsageError(f"区划代码“{text}”里有不是数字的“{strangers[0]}”", _EXAMPLES)
    if len(digits) not in _LEVEL_BY_DIGITS:
        raise UsageError(f"区划代码“{text}”有{len(digits)}位", _length_hint(len(digits)))
    groups = _groups(digits)
    while groups and not int(groups[-1]):
        groups.pop()
    for position, (level, group) in enumerate(zip(AreaLevel, groups, strict=False)):
        # 东莞, 中山 and 儋州 have no counties: their towns stand under county part 00 (441900003 is a street
        # of 东莞).
        if not int(group) and position != _COUNTY_GROUP:
            below = list(AreaLevel)[len(groups) - 1]
            raise UsageError(
                f"区划代码“{text}”的{level.label}部分是{group}，下面却有{below.label}代码", _EXAMPLES
            )
    if not groups:
        raise UsageError(f"区划代码“{text}”全是0", _EXAMPLES)
    return "".join(groups)


def _groups(digits: str) -> list[str]:
    ends = [end for end in _LEVEL_BY_DIGITS if end <= len(digits)]
    return [digits[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _length_hint(length: int) -> str:
    if length == 17:
        return "17位是带城乡分类的统计代码，请取前12位"
    return _EXAMPLES
