"""Assemble the drawings: ``.venv/bin/python -m art.assemble [--pictures] [NAME ...]``.

Reads ``art/scenes/*.svg``, checks each against the grammar of docs/drawings.md, and writes
``static/drawings/<name>.svg``. With ``--pictures`` Chromium also draws the contact sheet
``docs/drawings.png`` (each scene at 160 px, in colour and in grey, on a light and a dark page) and
``static/sharing/<name>.png`` (1200 by 630, shown by other sites that link to a career).
"""

import argparse
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

from benchmarks.chromium import chromium

ART = Path(__file__).resolve().parent
ROOT = ART.parent
OUT = ROOT / "static" / "drawings"
SHARING = ROOT / "static" / "sharing"
MOST_BYTES = 12_000  # before compression; 4 KB when compressed

# The five colours; the field and its dark shade come from the page, so that one file serves every hue.
COLOURS = {
    "F": "var(--field,oklch(0.78 0.12 80))",
    "D": "var(--deep,oklch(0.42 0.1 80))",
    "I": "#1b1a2e",
    "P": "#fffdf8",
    "H": "#ffd23f",
}
SKINS = {"1": "#5b3621", "2": "#8d5a34", "3": "#c98d5f", "4": "#f0c19a"}

HEADER = re.compile(r"\A<!-- alt: (?P<alt>[^>]+?)(?: skin: (?P<skin>[1-4](?: [1-4])?))? -->\s*")
PART = re.compile(r'<part name="(?P<name>[a-z-]+)"(?P<rest>[^>]*)/>')
TAGS = {"g", "path", "circle", "ellipse", "rect", "part"}


class Fault(Exception):
    """A scene does not follow the grammar; the message says which and why."""


def assemble(path: Path) -> str:
    """The finished drawing of one scene as SVG. Raises ``Fault``."""
    source = path.read_text(encoding="utf-8")
    header = HEADER.match(source)
    if not header:
        raise Fault(f"{path.name}: the first line must read <!-- alt: … skin: 2 -->")
    body = re.sub(r"<!--.*?-->", "", source[header.end() :], flags=re.S)
    body = PART.sub(_part, body)
    _check(path.name, body)
    skins = (header["skin"] or "2").split()
    body = re.sub(r'fill="([A-Z])(\d?)"', lambda match: _fill(path.name, match, skins), body)
    # A sector's scene has three details; the page shows one of them, chosen by its seed.
    for number, shown in (("1", "inline"), ("2", "none"), ("3", "none")):
        body = body.replace(f'v="{number}"', f'display="var(--v{number},{shown})"')
    body = re.sub(r">\s+<", "><", body.strip())
    finished = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500">'
        '<symbol id="scene" viewBox="0 0 400 500" preserveAspectRatio="xMidYMid slice">'
        f'{body}</symbol><use href="#scene"/></svg>\n'
    )
    if len(finished) > MOST_BYTES:
        raise Fault(f"{path.name}: {len(finished)} bytes, and may have {MOST_BYTES}")
    return finished


def _part(match: re.Match) -> str:
    part = (ART / "parts" / f"{match['name']}.svg").read_text(encoding="utf-8")
    skin = re.search(r'skin="2"', match["rest"])
    if skin:
        part = part.replace('fill="S"', 'fill="S2"')
    transform = match["rest"].replace('skin="2"', "").strip()
    return f"<g {transform}>{part}</g>" if transform else f"<g>{part}</g>"


def _fill(name: str, match: re.Match, skins: list[str]) -> str:
    letter, number = match.groups()
    if letter == "S":
        return f'fill="{SKINS[skins[1] if number == "2" else skins[0]]}"'
    if letter not in COLOURS:
        raise Fault(f"{name}: there is no colour {letter}")
    return f'fill="{COLOURS[letter]}"'


def _check(name: str, body: str) -> None:
    try:
        tree = ET.fromstring(f"<svg>{body}</svg>")  # noqa: S314 (our own files)
    except ET.ParseError as error:
        raise Fault(f"{name}: {error}") from error
    fills = set()
    for node in list(tree.iter())[1:]:
        if node.tag not in TAGS:
            raise Fault(f"{name}: <{node.tag}> is not in the grammar")
        allowed = {
            "d",
            "cx",
            "cy",
            "r",
            "rx",
            "ry",
            "x",
            "y",
            "width",
            "height",
            "transform",
            "fill",
            "opacity",
        }
        if extra := set(node.attrib) - allowed - {"v"}:
            raise Fault(f"{name}: {', '.join(sorted(extra))} is not in the grammar")
        if node.tag != "g":
            if not re.fullmatch(r"[FDIPH]|S2?", node.get("fill", "")):
                raise Fault(f"{name}: a shape has the fill {node.get('fill')!r}")
            fills.add(node.get("fill")[0])
    if not {"F", "D", "I", "P", "H"} <= fills:
        raise Fault(f"{name}: it uses {', '.join(sorted(fills))}, and must use all of F, D, I, P and H")


def hue_of(name: str) -> int:
    """The hue of the scene's sector; the scene of a career uses the main sector of that sample career."""
    slug = name.removeprefix("sector-")
    sample = ROOT / "profiles/sample/careers" / f"{name}.md"
    if sample.exists():
        slug = re.search(r"^main sector: (.+)$", sample.read_text(encoding="utf-8"), re.M)[1].strip()
    for sector in tomllib.loads((ROOT / "profiles/reference/sectors.toml").read_text(encoding="utf-8"))[
        "sector"
    ]:
        if slug in (sector["slug"], sector["name"]):
            return sector["hue"]
    return 2


def door(name: str, form: str = "") -> str:
    """The HTML of a door with the scene ``name`` behind it."""
    svg = (OUT / f"{name}.svg").read_text(encoding="utf-8")
    svg = svg.replace('"#scene"', f'"#{name}"').replace('id="scene"', f'id="{name}"')
    svg = svg.replace("<svg ", '<svg preserveAspectRatio="xMidYMid slice" ')
    return f'<div class="door {form} hue-{hue_of(name)}"><div class="leaf">{svg}</div></div>'


def pictures(names: list[str]) -> None:
    """Draw the contact sheet of the scenes ``names``, and a sharing picture for each, with Chromium."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    css = "".join(
        f"<style>{path.read_text(encoding='utf-8')}</style>"
        for path in (ROOT / "static/css/site.css", ART / "pictures.css")
    )
    cells = "".join(
        f'<figure><div class="pair">{door(name)}<div class="grey">{door(name)}</div></div>'
        f"<figcaption>{name}</figcaption></figure>"
        for name in names
    )
    SHARING.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 800}, color_scheme="light")
        page.set_content(f"{css}<section>{cells}</section><section class=night>{cells}</section>")
        page.screenshot(path=ROOT / "docs" / "drawings.png", full_page=True)
        fewer_colours(ROOT / "docs" / "drawings.png", Image)
        page.set_viewport_size({"width": 1200, "height": 630})
        for name in names:
            page.set_content(f'{css}<div class="hero sharing hue-{hue_of(name)}">{door(name, "open")}</div>')
            page.screenshot(path=SHARING / f"{name}.png")
            fewer_colours(SHARING / f"{name}.png", Image)
        browser.close()


def fewer_colours(path: Path, image) -> None:
    with image.open(path) as picture:
        picture.convert("RGB").quantize(128).save(path, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these scenes")
    parser.add_argument(
        "--pictures", action="store_true", help="draw the contact sheet and the sharing pictures too"
    )
    asked = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    paths = [ART / "scenes" / f"{name}.svg" for name in asked.names] or sorted((ART / "scenes").glob("*.svg"))
    faults = []
    for path in paths:
        try:
            (OUT / path.name).write_text(assemble(path), encoding="utf-8")
        except Fault as fault:
            faults.append(str(fault))
    if faults:
        sys.exit("\n".join(faults))
    if asked.pictures:
        pictures([path.stem for path in paths])
    print(f"{len(paths)} drawings assembled")  # noqa: T201 (a command's output)


if __name__ == "__main__":
    main()
