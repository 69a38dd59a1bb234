"""The accessibility faults that axe finds on a page in a browser."""

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "resultTypes": ["violations"],
    # The newest rule of WCAG 2.2 AA is off by default.
    "rules": {"target-size": {"enabled": True}},
}


COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": ["cat.color"]}}


def violations_in_light_and_dark(page) -> dict[str, list[str]]:
    """The violations by colour scheme. In the second only the colours are new: the page is the same."""
    found = {}
    for scheme, options in (("light", OPTIONS), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        found[scheme] = violations(page, options)
    return found


def violations(page, options=OPTIONS) -> list[str]:
    """``rule: where`` for each thing that axe finds wrong."""
    # Half a megabyte, which the page may hold from the last time.
    script = "" if page.evaluate("'axe' in window") else AXE_SCRIPT
    found = Axe(script).run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} ({node['failureSummary']})"
        for rule in found
        for node in rule["nodes"]
    ]
