"""Doors of the indicators room: the catalogue, one indicator, areas compared, targets, entered values,
traces."""

from zhenyu.indicators.views.compare import compare_page, months_file
from zhenyu.indicators.views.observations import observations
from zhenyu.indicators.views.pages import catalogue, download, indicator, trace
from zhenyu.indicators.views.targets import targets

__all__ = [
    "catalogue",
    "compare_page",
    "download",
    "indicator",
    "months_file",
    "observations",
    "targets",
    "trace",
]
