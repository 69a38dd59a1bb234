"""A real browser on a real server: Chromium, driven by Playwright.

``CHROMIUM`` names the browser if it is not on the path; without a browser these tests are skipped.
"""

import os
import shutil
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection

from tests import snapshots
from tests.conftest import NOON
from tests.factories import SectorFactory
from tests.filled import filled_site
from tests.run import CHROMIUMS

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), *CHROMIUMS])), None)
    if not chromium:
        pytest.skip("no Chromium on the path, nor CHROMIUM set")
    return {"executable_path": chromium, "args": _arguments()}


def _arguments() -> list[str]:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*ARGUMENTS, "--no-sandbox"] if is_root else ARGUMENTS  # Chromium does not run sandboxed as root


@pytest.fixture(scope="session")
def fill():
    """Fill the empty database by a function; from the second time on from the copy that was kept."""
    copies = {}

    def fill(make):
        if make in copies:
            snapshots.put_back(copies[make])
            return
        make()
        if connection.vendor == "sqlite":
            copies[make] = snapshots.kept()

    return fill


@pytest.fixture
def site(live_server, fill):
    """The address of a server with everything in it a reader can reach."""
    with time_machine.travel(NOON, tick=False):
        fill(_site_with_numbered_sectors)
        yield live_server.url


def _site_with_numbered_sectors():
    # Sectors that no test names are numbered by how many there were before.
    SectorFactory.reset_sequence(0)
    filled_site()


@pytest.fixture(scope="session")
def large_text_browser(launch_browser):
    """A browser in which the reader has doubled the text size."""
    browser = launch_browser(args=[*_arguments(), "--blink-settings=defaultFontSize=32"])
    yield browser
    browser.close()


@pytest.fixture
def visit(site, browser):
    """A function that opens a path of the site in a new window, with ``browser`` or another browser.

    If the browser reports a problem (a refused style, a failed script, a missing file) or makes a
    request to another host, the test fails at its end.
    """
    windows, complaints = [], []

    def watch(page):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: _is_complaint(page, said) and complaints.append(said.text))
        page.on("requestfailed", lambda asked: _is_failed(asked) and complaints.append(asked.url))
        page.on("request", lambda asked: _is_foreign(site, asked.url) and complaints.append(asked.url))

    def visit(path="/", *, width=1280, height=800, javascript=True, browser=browser):
        window = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            reduced_motion="reduce",
            base_url=site,
        )
        windows.append(window)
        page = window.new_page()
        watch(page)
        page.goto(path)
        return page

    yield visit
    for window in windows:
        window.close()
    assert complaints == []


def _is_complaint(page, said) -> bool:
    # The browser logs an error page as an error, which is intended.
    is_this_page = said.location.get("url") == page.url and "Failed to load resource" in said.text
    return said.type in {"error", "warning"} and not is_this_page


def _is_failed(asked) -> bool:
    return asked.failure != "net::ERR_ABORTED"  # the test moved on to the next page


def _is_foreign(site: str, address: str) -> bool:
    return urlsplit(address).netloc != urlsplit(site).netloc and not address.startswith("data:")
