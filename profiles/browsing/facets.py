"""Facets: by what the list of careers can be narrowed, and what a career has of each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.figures import pounds
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry, Word
from profiles.eligibility import eligibility, texts
from profiles.models import Interest, RouteKind

Key = int | str  # what an entry has, such as the primary key of a sector
Choices = Mapping[Key, tuple[str, str]]  # by what an entry has: (value in the address, label)

ROUTES = {
    RouteKind.UNIVERSITY: "University",
    RouteKind.COLLEGE: "College",
    RouteKind.APPRENTICESHIP: "Apprenticeship",
    RouteKind.WORK: "Working your way up",
    RouteKind.DIRECT: "Applying directly",
    RouteKind.VOLUNTEERING: "Volunteering first",
    RouteKind.OTHER: "Another way in",
}
# What a starter earns at least, in pounds a year; and where the profile does not say.
PAY = (20_000, 25_000, 30_000, 40_000)
VARIES = "varies"


@dataclass(frozen=True)
class Facet:
    """One way of narrowing the list. ``of`` gives what an entry has of it.

    One that is not ``is_first`` is under "more".
    """

    param: str
    label: str
    choices: Choices
    of: Callable[[Entry], Iterable[Key]]
    is_first: bool = False

    def key_of(self, value: str) -> Key | None:
        """The choice that has ``value`` in the address; None where there is none."""
        return next((key for key, (in_address, _) in self.choices.items() if in_address == value), None)


def facets_of(catalogue: Catalogue, given: frozenset[str] | None) -> list[Facet]:
    """Every facet, in the order of the page; "open to me" only where a reader has answered.

    ``given`` is what the answers count as, None where there are none.
    """
    return [*_of_words(catalogue), *_of_eligibility(given)]


def _of_words(catalogue: Catalogue) -> list[Facet]:
    interests: Choices = {interest.value: (interest.value, interest.label) for interest in Interest}
    routes: Choices = {kind: (kind.value, label) for kind, label in ROUTES.items()}
    pay: Choices = {
        **{least: (str(least), f"From {pounds(least)}") for least in PAY},
        VARIES: (VARIES, "It varies"),
    }
    return [
        Facet("sector", "Kind of work", _named(catalogue.sectors), lambda e: (w.pk for w in e.sectors), True),
        Facet("subject", "Subject", _named(catalogue.subjects), lambda e: (w.pk for w in e.subjects), True),
        Facet("interest", "What you like", interests, lambda entry: entry.interests),
        Facet("skill", "Skill", _named(catalogue.skills), lambda entry: (w.pk for w in entry.skills)),
        Facet("route", "Way in", routes, lambda entry: entry.routes),
        Facet("condition", "What it is like", _named(catalogue.conditions), lambda entry: entry.conditions),
        Facet("pay", "Pay to start", pay, _pay_of),
    ]


def _named(words: dict[int, Word]) -> Choices:
    return {pk: (word.slug, word.name) for pk, word in words.items()}


def _pay_of(entry: Entry) -> list[Key]:
    """Every band that a starter's pay reaches. Where it varies the band is not known, so it is in none."""
    starter = entry.salary_starter
    return [VARIES] if starter is None else [least for least in PAY if least <= starter]


def _of_eligibility(given: frozenset[str] | None) -> list[Facet]:
    levels: Choices = {key: (key, words) for key, (_, words) in eligibility.LEVELS.items()}
    level = Facet("level", "You can start with", levels, lambda entry: [entry.ways.level])
    if given is None:
        return [level]
    states: Choices = {state: (state.value, state.words) for state in texts.State}
    return [
        Facet("open", "Open to me", states, lambda entry: [eligibility.best(entry.ways, given).state], True),
        level,
    ]
