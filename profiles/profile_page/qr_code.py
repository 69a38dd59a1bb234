"""QR codes as the path of an inline SVG: lines one unit wide, a unit for each square."""

from dataclasses import dataclass
from itertools import groupby

QUIET = 4  # squares of white around a code. Source: ISO/IEC 18004


@dataclass(frozen=True)
class QrCode:
    """``size`` is the length of a side with the white around it; ``path`` draws the dark squares."""

    size: int
    path: str


def qr_code(text: str) -> QrCode | None:
    """The code of ``text``; None where it is longer than a code can hold (2,953 bytes)."""
    import segno  # only the page of a shortlist needs it

    try:
        matrix = segno.make_qr(text, error="l").matrix
    except segno.DataOverflowError:
        return None
    lines = (f"M{QUIET} {y + QUIET}.5{_strokes(row)}" for y, row in enumerate(matrix))
    return QrCode(len(matrix) + 2 * QUIET, "".join(lines))


def _strokes(row) -> str:
    """A line along ``row``: drawn where it is dark, a move where it is light."""
    return "".join(
        f"h{length}" if is_dark else f"m{length} 0"
        for is_dark, squares in groupby(row)
        for length in [len(list(squares))]
    )
