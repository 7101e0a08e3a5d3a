"""The period a reading gives a figure → the period the books are asked for. Pure.

Readings write ``2021`` · ``2021-10`` · ``2021-01/2021-10`` · ``/2019-11`` (as at, or by) · ``2020-05/``
(since), with the year ``Y`` where the text never says it.
"""

from __future__ import annotations

from zhenyu.core.errors import UsageError
from zhenyu.core.values.periods import Month, Period


def books_period(read: str | None, report: Period, *, as_at: bool) -> Period | None:
    """The months to ask for; None where the reading leaves them open.

    Arguments:
        read: as the reading writes it; none means the report's own period.
        report: the period of the whole report, which gives its year to ``Y`` and its end to “since”.
        as_at: whether the indicator is a stock: what stands at the end of a month, not what was done since
        January.
    """
    if not read:
        return report
    text = read.replace("Y", str(report.last.year))
    first, slash, last = text.partition("/")
    try:
        if not slash:
            return Period.parse(text)
        end = _last_month(last) if last else report.last
        if not first:
            return Period.month_of(end) if as_at else Period.between(Month(end.year, 1), end)
        return Period.between(_first_month(first), end)
    except UsageError:
        return None


def _first_month(text: str) -> Month:
    return Period.parse(text[:7]).first


def spoken_period(read: str | None, report: Period, *, as_at: bool, inherited: bool) -> Period | None:
    """As :func:`books_period`; a bare year taken over from the report's title means as far as the report
    goes.

    Arguments:
        inherited: the words give no period of their own, or one as loose as “今年”.
    """
    period = books_period(read, report, as_at=as_at)
    if inherited and period == Period.year_of(report.last.year) and report.first.year == report.last.year:
        return report
    return period


def _last_month(text: str) -> Month:
    return Period.parse(text[:7]).last
