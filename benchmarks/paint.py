"""Measure the largest paint and the layout shift: ``.venv/bin/python -m benchmarks.paint [PROFILES]``.

It runs Chromium with a cold cache on a phone's screen and a desktop's, throttled by its own tools to a
4G line and a processor four times slower. The site runs as in production with its sample content and,
given the file ``PROFILES`` (see docs/importing.md), also with the careers in it. It prints the median
of ``RUNS``; the exit status is 1 if anything moved or the largest paint came after ``LATEST`` ms.
"""

import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.chromium import chromium
from benchmarks.serving import serving

RUNS = 5
LATEST = 1200  # milliseconds
# 9 megabits per second down and 4 up, 75 ms round trip; a mid-range phone.
LINE = {"offline": False, "latency": 75, "downloadThroughput": 9e6 / 8, "uploadThroughput": 4e6 / 8}
SLOWER = 4
SCREENS = {"360": {"width": 360, "height": 640}, "1280": {"width": 1280, "height": 900}}
SETTLED = 400  # milliseconds after the last request, in which scripts run
LOOK = """(settled) => new Promise((done) => {
    let paint = 0, shift = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) paint = one.startTime; })
        .observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => { for (const one of list.getEntries()) shift += one.value; })
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => {
        const ends = performance.getEntriesByType("resource").map((one) => one.responseEnd);
        done([paint, Math.max(...ends), shift]);
    }, settled);
})"""


def look(browser: Browser, address: str, screen: dict) -> list[float]:
    """The largest paint and the end of the last request, in milliseconds, and the layout shift."""
    window = browser.new_context(viewport=screen)
    page = window.new_page()
    tools = window.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", LINE)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    seen = page.evaluate(LOOK, SETTLED)
    window.close()
    return seen


def measure(browser: Browser, address: str, paths: dict[str, str]) -> bool:
    """Print the medians of each page; return whether all are good."""
    is_good = True
    for name, path in paths.items():
        for width, screen in SCREENS.items():
            runs = [look(browser, address + path, screen) for _ in range(RUNS)]
            paint, last, _ = (median(column) for column in zip(*runs, strict=True))
            shift = max(run[2] for run in runs)
            is_good &= 0 < paint <= LATEST and shift == 0
            print(f"{name:<24}{width:>5}{paint:>9.0f}{last:>9.0f}{shift:>9.4f}", flush=True)
    return is_good


def main(arguments: list[str]) -> int:
    profiles = Path(arguments[0]) if arguments else None
    print(f"{'page':<24}{'width':>5}{'paint ms':>9}{'last ms':>9}{'shift':>9}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        with serving() as address:
            is_good = measure(
                browser,
                address,
                {
                    "home": "/",
                    "browse": "/careers/",
                    "profile": "/careers/nurse/",
                    "archive": "/career-of-the-month/",
                },
            )
        if profiles:
            with serving(profiles) as address:
                page = browser.new_page()
                page.goto(f"{address}/careers/")
                path = page.locator(".card-title a").first.get_attribute("href")
                page.close()
                is_good &= measure(
                    browser,
                    address,
                    {
                        "home, imported": "/",
                        "browse, imported": "/careers/",
                        "profile, imported": path,
                        "archive, imported": "/career-of-the-month/",
                    },
                )
        browser.close()
    print("good" if is_good else f"not good: something moved, or was painted after {LATEST} ms")
    return not is_good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
