"""Take the pictures of docs/screenshots: ``make screenshots NCS_FILE=profiles.json``.

Serves two temporary databases, one with the sample content and (if NCS_FILE names a file) one with the
imported profiles, and takes pictures of their pages at 360 and 1280 pixels, in light and dark mode.
"""

import os
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from art.assemble import ROOT, fewer_colours
from benchmarks.chromium import chromium
from benchmarks.serving import serving

OUT = ROOT / "docs" / "screenshots"
SAMPLE = {
    "home": "/",
    "profile-full": "/careers/firefighter/",
    "search": "/careers/?q=animals",
    "compare": "/careers/compare/?c=nurse&c=paramedic&c=chef",
    "shortlist": "/shortlist/?c=nurse&c=chef&c=welder",
    "discover": "/discover/careers/?a=yybnyybnyybn",
    "archive": "/career-of-the-month/",
    "404": "/careers/no-such-door/",
    "webinars": "/webinars/",
    "webinar": "/webinars/how-machines-learn/",
    "booking": "/webinars/how-machines-learn/book/",
}
IMPORTED = {"browse-829": "/careers/", "profile-thin": "/careers/beekeeper/"}
SIZES = [(360, 780), (1280, 900)]


def take(browser, address: str, pages: dict[str, str]) -> None:
    for width, height in SIZES:
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            for name, path in pages.items():
                page.goto(address + path)
                picture = OUT / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=picture)
                fewer_colours(picture, Image)
            page.close()


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        with serving() as address:
            take(browser, address, SAMPLE)
        if file := os.environ.get("NCS_FILE"):
            with serving(Path(file)) as address:
                take(browser, address, IMPORTED)
        browser.close()


if __name__ == "__main__":
    main()
