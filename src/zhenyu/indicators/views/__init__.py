"""Doors of the indicators room: the catalogue, one indicator, the trace of a number."""

from zhenyu.indicators.views.doors import catalogue, indicator, trace

__all__ = ["catalogue", "indicator", "trace"]
