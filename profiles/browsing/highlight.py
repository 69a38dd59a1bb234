"""Why a career was found: its card with the words marked that fit.

Where only the text of the profile has them, the card shows one line of it. Only what the profile
shows is ever marked: a hidden title finds its career, and stays hidden.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from core.rich_text import plain
from core.wording import soft
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry
from profiles.models import Career
from profiles.search.words import singular, words_of

LINE_LETTERS = 110  # of a line of text, about two lines on a phone
BEFORE_THE_WORD = 40  # of these, at most
TEXTS = {
    "day_to_day": "Day to day",
    "what_it_takes": "What it takes",
    "overview": "Overview",
    "where_it_can_lead": "Where it can lead",
}
NOTHING = SafeString("")
_NONE: set[int] = set()
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_AT_THE_START = re.compile(r"^[\s>#*+-]+|^\s*\d+[.)]\s+", re.MULTILINE)
_BREAK = re.compile(r"\n+|(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Card:
    """An entry as a list shows it. Without words that were looked for, the rest is empty.

    ``also_called`` is the other title that fits better than the usual one; ``line`` is of the text
    under ``label``, where neither titles nor summary say why the career is here.
    """

    entry: Entry
    title: SafeString = NOTHING
    summary: SafeString = NOTHING
    also_called: SafeString = NOTHING
    label: str = ""
    line: SafeString = NOTHING


class Marker:
    """Marks in any text the words by which something was found: one set of terms for each typed word."""

    def __init__(self, terms: Iterable[frozenset[str]]):
        self._asked: dict[str, set[int]] = {}
        for number, group in enumerate(terms):
            for term in group:
                self._asked.setdefault(term, set()).add(number)

    def __bool__(self) -> bool:
        return bool(self._asked)

    def fit(self, text: str) -> int:
        """How many of the typed words ``text`` has, in one form or another."""
        return len(set().union(*filter(None, map(self._numbers, set(_WORD.findall(text))))))

    def first(self, text: str) -> int:
        """Where in ``text`` the first of them begins; its end where there is none."""
        return next((word.start() for word in _WORD.finditer(text) if self._numbers(word[0])), len(text))

    def html(self, text: str, write: Callable[[str], str] = str) -> SafeString:
        """``text`` as HTML, each part of it as ``write`` has it, and each of these words in a ``<mark>``."""
        parts, done = [], 0
        for word in _WORD.finditer(text):
            if self._numbers(word[0]):
                parts.append((write(text[done : word.start()]), write(word[0])))
                done = word.end()
        return format_html_join("", "{}<mark>{}</mark>", parts) + escape(write(text[done:]))

    def _numbers(self, word: str) -> set[int]:
        """Which of the typed words ``word`` stands for."""
        found = [self._asked[term] for term in _terms_of(word) if term in self._asked]
        return set().union(*found) if found else _NONE


@lru_cache(maxsize=10_000)
def _terms_of(word: str) -> tuple[str, ...]:
    return tuple(map(singular, words_of(word)))


def cards(entries: list[Entry], terms: tuple[frozenset[str], ...], catalogue: Catalogue) -> list[Card]:
    """A card for each of ``entries``; at most one query, for the texts of those that need a line."""
    marker = Marker(terms)
    if not marker:
        return [Card(entry) for entry in entries]
    made = [_head(entry, marker) for entry in entries]
    silent = [card.entry.pk for card in made if not _says_why(card, marker)]
    texts = _texts_of(silent, catalogue) if silent else {}
    return [
        replace(card, **_line(card.entry, texts.get(card.entry.pk, {}), catalogue, marker))
        if card.entry.pk in silent
        else card
        for card in made
    ]


def _head(entry: Entry, marker: Marker) -> Card:
    other = max(entry.also_called, key=marker.fit, default="")
    is_better = marker.fit(other) > marker.fit(entry.title)
    return Card(
        entry,
        title=marker.html(entry.title, soft),
        summary=marker.html(entry.summary),
        also_called=marker.html(other * is_better),
    )


def _says_why(card: Card, marker: Marker) -> bool:
    """Whether the card shows a word that fits."""
    return bool(card.also_called or marker.fit(card.entry.title) or marker.fit(card.entry.summary))


def _texts_of(pks: list[int], catalogue: Catalogue) -> dict[int, dict[str, str]]:
    rows = Career.objects.published(catalogue.now).filter(pk__in=pks).values("pk", *TEXTS)
    return {row["pk"]: row for row in rows}


def _line(entry: Entry, texts: dict[str, str], catalogue: Catalogue, marker: Marker) -> dict:
    """The line of the profile with most of the words, and the label to show above it."""
    conditions = (word.name for pk, word in catalogue.conditions.items() if pk in entry.conditions)
    lines = [
        *((label, line) for field, label in TEXTS.items() for line in _lines(texts.get(field, ""))),
        *(("Subjects", word.name) for word in entry.subjects),
        *(("Skills", word.name) for word in entry.skills),
        *(("Kind of work", word.name) for word in entry.sectors),
        *(("Good to know", name) for name in conditions),
    ]
    label, line = max(lines, key=lambda one: marker.fit(one[1]), default=("", ""))
    return {"label": label, "line": marker.html(_cut(line, marker))} if marker.fit(line) else {}


def _lines(markdown: str) -> list[str]:
    """The sentences and list items of a text, without its signs."""
    lines = _BREAK.split(plain(_AT_THE_START.sub("", markdown)))
    return [line.strip() for line in lines if line.strip()]


def _cut(line: str, marker: Marker) -> str:
    """``line`` at most ``LINE_LETTERS`` long, around its first word that fits."""
    if len(line) <= LINE_LETTERS:
        return line
    at = marker.first(line)
    start = 0 if at <= BEFORE_THE_WORD else line.rfind(" ", 0, at - BEFORE_THE_WORD) + 1
    part = line[start : start + LINE_LETTERS]
    ends = start + LINE_LETTERS >= len(line)
    words = part if ends else part.rpartition(" ")[0] or part
    return f"{'… ' * bool(start)}{words}{'' if ends else ' …'}"
