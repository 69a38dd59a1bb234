"""What an import says when it ends: plain words, never more than a screen."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import OperationalError

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


@contextmanager
def busy_database_explained(what_stays: str) -> Iterator[None]:
    """End the command in words where the database was busy for too long; ``what_stays`` begins the advice."""
    try:
        yield
    except OperationalError as error:
        raise CommandError(
            f"The database was busy for too long ({type(error).__name__}). {what_stays}; "
            "run the same command again for the rest."
        ) from error
