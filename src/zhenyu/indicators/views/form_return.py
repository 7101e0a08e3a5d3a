"""Where a form leads back to: the same page, place and time."""

from urllib.parse import urlencode

from zhenyu.pages.requests import PlacedRequest


def placed_url(path: str, request: PlacedRequest, **more: str) -> str:
    """A path with the request's area and period and what else is not empty."""
    here = {"area": str(request.area), "period": str(request.period)}
    return f"{path}?{urlencode({**here, **{name: text for name, text in more.items() if text}})}"
