"""Draw the lettering: ``.venv/bin/python art/lettering.py``.

Writes the wordmark and the twelve month names as inline SVG into ``templates/lettering/``, from the
glyphs below: heavy capitals, 100 units high, drawn for this site. Pages always have real text as well.
"""

import calendar
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "templates" / "lettering"
GAP = 9  # between letters
SPACE = 34

# letter: (width, path); overlapping shapes form the counter by the even-odd rule
GLYPHS = {
    "A": (92, "M0 100 30 0h32l30 100H64l-6-22H34l-6 22zM40 57h12l-6-26z"),
    "B": (
        84,
        "M0 0h52q26 0 26 26 0 16-12 22 18 6 18 26 0 26-30 26H0z"
        "M26 22v18h20q7 0 7-9t-7-9zM26 60v18h23q8 0 8-9t-8-9z",
    ),
    "C": (84, "M84 64q-4 38-40 38Q0 102 0 50T44-2q36 0 40 38H57q-2-14-13-14-17 0-17 28t17 28q11 0 13-14z"),
    "D": (86, "M0 0h40q46 0 46 50t-46 50H0zM26 24v52h14q19 0 19-26T40 24z"),
    "E": (68, "M0 0h66v23H26v16h34v22H26v16h42v23H0z"),
    "F": (66, "M0 0h66v23H26v19h34v23H26v35H0z"),
    "G": (
        86,
        "M86 46v54H64l-2-10q-8 12-22 12Q0 102 0 50T44-2q36 0 40 34H57q-3-11-13-11"
        "-17 0-17 29t17 29q12 0 14-12H44V46z",
    ),
    "H": (84, "M0 0h26v38h32V0h26v100H58V62H26v38H0z"),
    "I": (26, "M0 0h26v100H0z"),
    "J": (59, "M32 0h27v66q0 36-30 36Q0 102 0 70v-6h26v6q0 9 3 9t3-8z"),
    "L": (64, "M0 0h26v77h38v23H0z"),
    "M": (102, "M0 0h32l19 52L70 0h32v100H76V44L58 92H44L26 44v56H0z"),
    "N": (86, "M0 0h28l32 54V0h26v100H60L26 44v56H0z"),
    "O": (92, "M46-2q46 0 46 52t-46 52T0 50 46-2zm0 24q-19 0-19 28t19 28 19-28-19-28z"),
    "P": (82, "M0 0h48q34 0 34 33T48 66H26v34H0zM26 22v23h20q10 0 10-11.500T46 22z"),
    "R": (86, "M0 0h50q32 0 32 32 0 22-18 29l22 39H57L38 64H26v36H0zM26 22v22h20q10 0 10-11t-10-11z"),
    "S": (
        80,
        "M76 28H50q-1-8-10-8-10 0-10 7 0 6 12 10l12 4q26 8 26 31 0 30-39 30"
        "Q2 102 0 70h27q1 10 14 10 12 0 12-7"
        " 0-7-12-11l-11-4Q3 50 3 28 3-2 40-2q35 0 36 30z",
    ),
    "T": (78, "M0 0h78v24H52v76H26V24H0z"),
    "U": (82, "M0 0h26v62q0 16 15 16t15-16V0h26v62q0 40-41 40T0 62z"),
    "V": (90, "M0 0h28l17 62L62 0h28L60 100H30z"),
    "Y": (90, "M0 0h29l16 36L61 0h29L58 62v38H32V62z"),
}
MONTHS = [name.lower() for name in calendar.month_name[1:]]


def lettered(words: str, doors: str = "") -> str:
    """``words`` as one inline SVG; letters in ``doors`` become doors that stand ajar."""
    x, shapes = 0, []
    for letter in words.upper():
        if letter == " ":
            x += SPACE
            continue
        width, path = GLYPHS[letter]
        if letter in doors:
            width = 44
            shapes.append(f'<path transform="translate({x})" d="M0 0h44v100H0z"/>')
            shapes.append(f'<path class="glow" transform="translate({x})" d="M7 8h30v92H7z"/>')
            shapes.append(f'<path transform="translate({x})" d="M7 8l17 12v80H7z"/>')
        else:
            shapes.append(f'<path transform="translate({x})" fill-rule="evenodd" d="{path}"/>')
        x += width + GAP
    return (
        f'<svg class="lettering" viewBox="0 -2 {x - GAP} 104" aria-hidden="true" focusable="false">'
        f"{''.join(shapes)}</svg>\n"
    )


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "wordmark.html").write_text(lettered("careers guide", doors="I"), encoding="utf-8")
    for month in MONTHS:
        (OUT / f"{month}.html").write_text(lettered(month), encoding="utf-8")


if __name__ == "__main__":
    main()
