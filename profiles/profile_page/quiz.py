"""A quiz for tutor time, made from the facts of one profile and of its neighbours in the catalogue.

The same career in the same month gives the same quiz, so that a sheet printed twice agrees.
"""

import random
from dataclasses import dataclass

from core.figures import pounds
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry
from profiles.day_to_day import tasks_of
from profiles.models import Career
from profiles.profile_page.questions import ROUTE_WORDS

LETTERS = "ABC"


@dataclass(frozen=True)
class Question:
    words: str
    choices: list[str]
    answer: str  # a letter of LETTERS

    @property
    def lettered(self) -> list[tuple[str, str]]:
        return list(zip(LETTERS, self.choices, strict=False))


def quiz(career: Career, catalogue: Catalogue, entry: Entry, seed: str) -> list[Question]:
    """Up to four questions; what the profile does not say is not asked."""
    dice = random.Random(seed)  # noqa: S311 (a shuffle that must come out the same again)
    asked = [
        _salary(entry, dice),
        _task(career, catalogue, entry, dice),
        _way_in(entry, dice),
        _sector(catalogue, entry, dice),
    ]
    return [question for question in asked if question]


def _ask(words: str, right: str, wrong: list[str], dice: random.Random) -> Question | None:
    if len(wrong) < 2:
        return None
    choices = [right, *wrong[:2]]
    dice.shuffle(choices)
    return Question(words, choices, LETTERS[choices.index(right)])


def _salary(entry: Entry, dice: random.Random) -> Question | None:
    if not entry.salary_starter:
        return None
    wrong = [
        pounds(round(entry.salary_starter * factor / 500) * 500)
        for factor in dice.sample([0.6, 0.75, 1.35, 1.6], 2)
    ]
    return _ask("What do people earn a year when they start?", pounds(entry.salary_starter), wrong, dice)


def _task(career: Career, catalogue: Catalogue, entry: Entry, dice: random.Random) -> Question | None:
    tasks = tasks_of(career)
    strangers = [other.pk for other in catalogue.entries if other.sector != entry.sector]
    if not tasks or len(strangers) < 2:
        return None
    others = Career.objects.in_bulk(dice.sample(strangers, min(6, len(strangers))))
    wrong = [task for other in others.values() for task in tasks_of(other)[:1]]
    return _ask("Which of these can be part of the day?", dice.choice(tasks), wrong, dice)


def _way_in(entry: Entry, dice: random.Random) -> Question | None:
    right = [words for kind, words in ROUTE_WORDS.items() if kind in entry.routes]
    wrong = [words for kind, words in ROUTE_WORDS.items() if kind not in entry.routes]
    dice.shuffle(wrong)
    return _ask("Which of these is a usual way in?", dice.choice(right), wrong, dice) if right else None


def _sector(catalogue: Catalogue, entry: Entry, dice: random.Random) -> Question | None:
    if not entry.sector:
        return None
    sectors = (other.sector for other in catalogue.entries)
    wrong = sorted({sector.name for sector in sectors if sector and sector not in entry.sectors})
    dice.shuffle(wrong)
    return _ask("Which kind of work is it?", entry.sector.name, wrong, dice)
