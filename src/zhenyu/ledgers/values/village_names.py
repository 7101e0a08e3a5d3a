"""Names of villages as clerks write them: what a cell, a sheet or a title names when it names one. Pure."""

from __future__ import annotations

import re
from typing import Final

VILLAGE: Final = re.compile(r"\S{1,12}(村|社区|居委会|村委会|居)")
"""A text that is the name of a village and nothing else."""
_HAN: Final = "[\u4e00-\u9fff]"
_VILLAGE_IN_TITLE: Final = re.compile(
    rf"(?:{_HAN}{{1,4}}?(?:镇(?!村)|乡(?!村)|街道))?({_HAN}{{1,4}}?(?:村|社区))(?!镇|级|集体|民|庄|居|两委|务|干部|组织|内|容)"
)
_NO_NAME: Final = re.compile(r".*(农村|乡村|镇村|全村|各村|本村|行政村|自然村|[镇乡]社区|全社区|各社区)")


def village_in(title: str) -> str:
    """The village a title begins with; empty when there is none (农村改厕 names no village)."""
    match = _VILLAGE_IN_TITLE.match(title)
    return match[1] if match and not _NO_NAME.fullmatch(match[0]) else ""
