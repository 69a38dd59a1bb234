"""The style sheet as data: its rules, and the colours of its custom properties."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path

from django.conf import settings

SITE_CSS = Path(settings.BASE_DIR, "static", "css", "site.css")
PIECE = re.compile(r"([^{};]*)([{};])")
OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
VAR = re.compile(r"var\((--[\w-]+)\)")


@dataclass(frozen=True)
class Rule:
    """One rule: the at-rules around it, its selector and its declarations in order."""

    within: tuple[str, ...]
    selector: str
    declarations: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        return dict(self.declarations).get(name, "")


def rules(css: str) -> Iterator[Rule]:
    """Every rule of ``css``, whose strings must not contain { } or ;"""
    open_blocks: list[tuple[str, list[tuple[str, str]]]] = []
    for text, mark in PIECE.findall(re.sub(r"/\*.*?\*/", "", css, flags=re.S)):
        words = " ".join(text.split())
        if mark == "{":
            open_blocks.append((words, []))
            continue
        if open_blocks and words:
            name, _, value = words.partition(":")
            open_blocks[-1][1].append((name.strip(), value.strip()))
        if mark == "}":
            selector, declarations = open_blocks.pop()
            if declarations:
                yield Rule(tuple(block[0] for block in open_blocks), selector, tuple(declarations))


def properties(mode: str, css: str) -> dict[str, str]:
    """The custom properties of the root in one mode: light, dark or print."""
    media = {"light": "", "dark": "(prefers-color-scheme: dark)", "print": "print"}[mode]
    found = {}
    for rule in rules(css):
        medium = " ".join(part for part in rule.within if part.startswith("@media")).removeprefix("@media ")
        if rule.selector == ":root" and medium in {"", media}:
            found |= {name: value for name, value in rule.declarations if name.startswith("--")}
    return found


def hues(css: str) -> dict[str, str]:
    """The hue of each of the classes hue-0 to hue-11, in degrees."""
    return {
        rule.selector.removeprefix("."): rule.get("--hue")
        for rule in rules(css)
        if rule.selector.startswith(".hue-") and rule.get("--hue")
    }


def colour(name: str, known: dict[str, str]) -> tuple[float, float, float]:
    """The property ``--name`` as red, green and blue in linear light, 0 to 1.

    Raises ``ValueError`` if it is neither a hexadecimal colour nor oklch().
    """
    value = known[f"--{name}"]
    while "var(" in value:
        value = VAR.sub(lambda match: known[match[1]], value)
    if value.startswith("#"):
        digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
        return tuple(_linear(int(digits[at : at + 2], 16) / 255) for at in (0, 2, 4))
    if match := OKLCH.fullmatch(value):
        return _from_oklch(*map(float, match.groups()))
    raise ValueError(f"--{name}: {value} is no colour that can be read")


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _from_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Source: https://bottosson.github.io/posts/oklab/; colours outside sRGB are clipped, as browsers do."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return tuple(min(max(part, 0.0), 1.0) for part in (red, green, blue))


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The contrast ratio by WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted(
        (0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (one, other)), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)
