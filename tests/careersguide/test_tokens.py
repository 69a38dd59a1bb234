"""The contrast of every pair of colours that the look uses, computed from its tokens."""

import pytest

from tests.stylesheet import SITE_CSS, VAR, colour, contrast, hues, properties, rules

CSS = SITE_CSS.read_text(encoding="utf-8")
HUES = hues(CSS)
MODES = ["light", "dark", "print"]
LEAST_TEXT, LEAST_MARK = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11

# (text, what it stands on)
TEXT = [
    ("text", "paper"),
    ("quiet", "paper"),
    ("action", "paper"),
    ("on-action", "action"),
    ("ink", "highlight"),
    ("ink", "field"),
]
# what it is: (its colours, of which one must stand out, what they stand on)
MARKS = {
    "frame of a door, handle of a closed one": (["frame"], "paper"),
    "frame of the open door on the hero": (["ink"], "field"),
    "focus ring": (["action"], "paper"),
    "focus ring on the hero": (["ink"], "field"),
    "focus ring on a banner, note or skip link": (["ink"], "highlight"),
    "edge of a form field, chip, box or level": (["text"], "paper"),
    "bar of the street, by its fill or its edge": (["highlight", "ink"], "paper"),
    "houses of the street": (["quiet"], "paper"),
    "axis and middle of the street": (["text"], "paper"),
}
# Rules that only divide: without their line the page would say the same.
DIVIDERS = [
    ".answer-lines",
    ".answers > div, .answer",
    ".by-opening",
    ".card",
    ".contents li",
    ".cupboards > li",
    ".groups > li",
    ".offers > li",
    ".past-webinars > li",
    ".programme > li + li",
    ".questions li",
    ".requirements > li",
    ".shortlist > li",
    ".side-by-side :is(th, td)",
    ".statement",
    ".ways li",
    ".ways-open > li",
]


def worst(foregrounds: list[str], background: str, mode: str) -> float:
    """The least contrast over all hues of the best of ``foregrounds`` on ``background``."""
    tokens = properties(mode, CSS)
    return min(
        max(contrast(colour(name, hued), colour(background, hued)) for name in foregrounds)
        for hued in (tokens | {"--hue": degrees} for degrees in HUES.values())
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("text", "background"), TEXT)
def test_text_stands_out_from_what_it_stands_on(text, background, mode):
    assert worst([text], background, mode) >= LEAST_TEXT


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("mark", MARKS)
def test_mark_stands_out_from_what_it_stands_on(mark, mode):
    foregrounds, background = MARKS[mark]

    assert worst(foregrounds, background, mode) >= LEAST_MARK


@pytest.mark.parametrize(
    ("text", "background", "mode"),
    [
        ("text", "field", "dark"),  # text on a field is ink in both modes
        ("text", "highlight", "dark"),  # highlight is a fill under ink only
        ("highlight", "paper", "light"),
        ("line", "paper", "light"),
    ],
)
def test_pair_that_the_look_forbids_would_fail(text, background, mode):
    assert worst([text], background, mode) < LEAST_MARK


def test_every_colour_of_text_and_ground_in_the_rules_stands_in_the_pairs():
    texts, grounds = (set(column) for column in zip(*TEXT, strict=True))
    strangers = []
    for rule in rules(CSS):
        text, ground = (VAR.fullmatch(rule.get(name)) for name in ("color", "background"))
        text, ground = text and text[1].removeprefix("--"), ground and ground[1].removeprefix("--")
        if text and ground and (text, ground) not in TEXT:
            strangers.append((rule.selector, text, ground))
        elif text and text not in texts:
            strangers.append((rule.selector, text, ""))
        elif ground and not text and ground not in grounds | {"frame", "text"}:
            strangers.append((rule.selector, "", ground))

    assert strangers == []


def test_faint_line_only_divides():
    users = {rule.selector for rule in rules(CSS) if any("var(--line)" in v for _, v in rule.declarations)}

    assert sorted(users) == DIVIDERS


def test_hues_are_twelve_and_apart():
    degrees = sorted(int(value) for value in HUES.values())

    assert list(HUES) == [f"hue-{number}" for number in range(12)]
    assert min(b - a for a, b in zip(degrees, [*degrees[1:], degrees[0] + 360], strict=True)) >= 25


@pytest.mark.parametrize(
    ("written", "linear"),
    [
        # Source: https://www.w3.org/TR/css-color-4/ (the red, the white and the black of sRGB).
        ("oklch(0.62796 0.25768 29.2339)", (1, 0, 0)),
        ("oklch(1 0 0)", (1, 1, 1)),
        ("#000", (0, 0, 0)),
        ("#ff0000", (1, 0, 0)),
    ],
)
def test_colours_are_read_as_browsers_read_them(written, linear):
    assert colour("any", {"--any": written}) == pytest.approx(linear, abs=0.001)


def test_contrast_of_black_on_white_is_21():
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
