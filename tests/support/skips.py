"""Nothing is skipped for want of what ``make test`` installs: a skip is a failure, but where the reference
texts are absent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
SHARED_IS_ABSENT = f"needs the reference texts in {SHARED}, which are not part of the project"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of seeds and gold beside the project."""
    if not SHARED.is_dir():
        pytest.skip(SHARED_IS_ABSENT)
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    return refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    return refuse_skip((yield))


def refuse_skip(report: Any) -> Any:
    """The report, a failure where it was a skip for any reason but the absence of the reference texts."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if SHARED_IS_ABSENT not in reason:
            report.outcome = "failed"
            report.longrepr = f"{reason}\nA test is not skipped for want of what `make test` installs."
    return report
