"""The accessibility tree of each kind of page, compared with ``trees/<page>.yaml``.

After an intended change, write the files again and read the difference as a listener would:
``RENEW_TREES=1 .venv/bin/pytest -m browser tests/browser/test_trees.py``.
"""

import os
from difflib import unified_diff
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TREES = Path(__file__).parent / "trees"
PAGES = {
    "home": "/",
    "browse": "/careers/?sector=building",
    "browse-without-results": "/careers/?q=zzqxv&sector=building",
    "profile-full": "/careers/biochemist/",
    "profile-thin": "/careers/beekeeper/",
    "archive": "/career-of-the-month/",
    "compare": "/careers/compare/?c=biochemist&c=electrician",
    "shortlist": "/shortlist/?c=biochemist&c=electrician",
    "discover": "/discover/",
    "discover-results": "/discover/careers/?a=yyyyyyyyyyyy",
    "open-to-me": "/open-to-me/?career=biochemist",
    "sector": "/sectors/building/",
    "questions": "/careers/biochemist/questions/",
    "sheet": "/career-of-the-month/2026/11/sheet/",
    "page": "/pages/about/",
    "webinars": "/webinars/",
    "webinar": "/webinars/meet-a-biochemist/",
    "who": "/webinars/meet-a-biochemist/book/",
    "404": "/no-such-page/",
    "410": "/careers/signalman/",
    "styleguide": "/styleguide/",
}


def tree_of(page, path: str) -> str:
    """The tree of a page. Header and footer are the same everywhere, so only the homepage includes them."""
    page.goto(path)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    return page.locator("body" if path == "/" else "main").aria_snapshot().replace("\u00ad", "") + "\n"


def changes(name: str, tree: str) -> list[str]:
    """The lines that differ from the committed file."""
    path = TREES / f"{name}.yaml"
    committed = path.read_text(encoding="utf-8") if path.exists() else ""
    if os.environ.get("RENEW_TREES"):
        path.write_text(tree, encoding="utf-8")
    return list(unified_diff(committed.splitlines(), tree.splitlines(), name, "now", lineterm="", n=0))


def test_pages_tell_a_listener_what_is_committed(visit, settings):
    page = visit("/")
    different = []

    for name, path in PAGES.items():
        settings.DEBUG = name == "styleguide"  # it exists only with DEBUG; the others are tested without
        different += changes(name, tree_of(page, path))

    assert different == []
    assert sorted(path.stem for path in TREES.glob("*.yaml")) == sorted(PAGES)


def test_a_heading_that_is_lost_is_seen(visit):
    page = visit("/careers/beekeeper/")
    page.evaluate("document.querySelector('h1').replaceWith('Beekeeper')")

    tree = page.locator("main").aria_snapshot()

    assert '- heading "Beekeeper" [level=1]' not in tree
    assert '- heading "Beekeeper" [level=1]' in (TREES / "profile-thin.yaml").read_text(encoding="utf-8")
