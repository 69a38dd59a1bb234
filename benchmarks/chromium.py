"""The browser that draws and measures."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """The path of Chromium. Raises ``SystemExit`` where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise SystemExit("There is no Chromium here.")
    return found
