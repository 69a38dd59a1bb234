"""The browser that takes pictures and measurements."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The path of Chromium. Raises ``SystemExit`` if it is not installed."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise SystemExit("There is no Chromium here.")
    return found
