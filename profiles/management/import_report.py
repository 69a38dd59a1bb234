"""What an import says when it ends: plain words, never more than a screen."""

from collections.abc import Iterator

SHOWN = 10  # entries of each list
WIDTH = 160  # characters of one line


def one_line(text: str) -> str:
    """``text`` so that a file cannot write over the terminal."""
    text = "".join(character if character.isprintable() else "�" for character in text)
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def counted(count: int, what: str) -> str:
    return f"{count:>6} {what}"


def listed(heading: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    """The first of ``rows`` below ``heading``, and how many more there are; nothing for none."""
    if rows:
        yield heading
        yield from (one_line(f"  {key}: {reason}") for key, reason in rows[:SHOWN])
    if len(rows) > SHOWN:
        yield f"  and {len(rows) - SHOWN} more"
