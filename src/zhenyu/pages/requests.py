"""The request of a page: its reader, and the area and period it looks at."""

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.people.requests import ReaderRequest


class PlacedRequest(ReaderRequest):
    """A request of a page about a place: where and when it looks, as the web middleware read it from the
    address."""

    area: AreaCode
    period: Period
