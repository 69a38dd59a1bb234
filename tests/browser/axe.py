"""The accessibility faults that axe finds on a page in a browser."""

from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "resultTypes": ["violations"],
    # The newest rule of WCAG 2.2 AA is off by default.
    "rules": {"target-size": {"enabled": True}},
}


def violations(page) -> list[str]:
    """``rule: where`` for each fault that axe finds."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} ({node['failureSummary']})"
        for rule in found
        for node in rule["nodes"]
    ]
