"""A real server over a small furnished town, and a real browser in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tests.support.houses import copy, made_once, new_folder, run

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "build" / "screens"
CHROMIUM = "/usr/bin/chromium-headless-shell"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FLAGS += ["--disable-component-update", "--disable-sync"]
SCALE = "0.05"


@pytest.fixture(scope="session")
def furnished_house(run_folder: Path, empty_house: Path) -> Path:
    """A house with a twentieth of the town, made once for all workers."""

    def furnish(folder: Path) -> None:
        copy(empty_house, folder)
        run(folder, "-m", "zhenyu", "demo", "--furnish-only", "--scale", SCALE)

    return made_once(run_folder / "furnished", furnish)


@pytest.fixture(scope="session")
def live(furnished_house: Path) -> Iterator[str]:
    """The address of ``zhenyu demo`` over a twentieth of the town, in a folder of its own.

    ``ZHENYU_LIVE=http://127.0.0.1:8000`` uses a demonstration that runs already (quick while writing a page).
    """
    running = os.environ.get("ZHENYU_LIVE")
    if running:
        yield running
        return
    var = Path(new_folder("browser"))
    copy(furnished_house, var)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "ZHENYU_VAR": str(var)}
    environment.pop("DATABASE_URL", None)
    command = [
        sys.executable,
        "-m",
        "zhenyu",
        "demo",
        "--scale",
        SCALE,
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    log = (var / "demo.log").open("wb")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    while not _answers(f"{address}/healthz"):
        if server.poll() is not None:
            pytest.fail(f"zhenyu demo ended:\n{(var / 'demo.log').read_text()}")
        time.sleep(0.2)
    yield address
    server.send_signal(signal.SIGINT)
    server.wait(timeout=60)
    shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """The cookies of accounts that have logged in already."""
    return {}


@pytest.fixture
def page_as(
    chromium: Browser, live: str, sessions: dict[str, StorageState]
) -> Iterator[Callable[[str], Page]]:
    """Open a page at 1366×768 as a demo account; several accounts make several people.

    An account logs in through the login page once, and again when a test has logged it out.
    """
    from zhenyu.demo.accounts import PASSWORD

    contexts: list[BrowserContext] = []

    def open_as(username: str) -> Page:
        context = chromium.new_context(
            base_url=live,
            viewport={"width": 1366, "height": 768},
            locale="zh-CN",
            storage_state=sessions.get(username),
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto("/")
        if "/login" in page.url:
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_url(lambda url: "/login" not in url)
            sessions[username] = context.storage_state()
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture
def browser_page(page_as: Callable[[str], Page]) -> Page:
    """A page of the head of an office of 990101100 who may write in every domain."""
    return page_as("zhuren")


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """Keep a picture of a page at 1366 and at 390 px wide, as build/screens/<name>.png and <name>-390.png."""
    SCREENS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.screenshot(path=SCREENS / f"{name}.png")
        page.set_viewport_size({"width": 390, "height": 844})
        page.screenshot(path=SCREENS / f"{name}-390.png")
        page.set_viewport_size({"width": 1366, "height": 768})

    return take


def _answers(url: str) -> bool:
    with suppress(OSError):
        return bool(urllib.request.urlopen(url, timeout=2).status == 200)  # noqa: S310 - our own loopback server
    return False
