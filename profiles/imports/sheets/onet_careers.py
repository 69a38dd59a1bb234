"""Reads occupations of O*NET as drafts for editors: what people do there, and what they like.

docs/importing.md says what lands where. Pay, schooling and licences of the United States are
true there and not here: they are not read.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.text import slugify

from profiles.imports.errors import SheetError
from profiles.imports.opendata import onet_tables
from profiles.imports.sheets.files import SheetFile
from profiles.imports.sheets.markdown import shortened
from profiles.imports.sheets.sheet import CareerSheet, Code, SkillUse
from profiles.models import CodeScheme, ExternalCode, ImportRecord

SOURCE = "onet"  # its slug
SUMMARY_LENGTH = 160
TASKS = 6
# Skills of O*NET that mean what an essential skill means, and what O*NET says of each in our words.
SKILLS = {
    "Active Listening": (
        "Listening",
        "Giving people your full attention and taking time to understand",
    ),
    "Speaking": ("Speaking", "Talking to people so that they understand"),
    "Complex Problem Solving": ("Problem solving", "Looking into difficult problems and choosing a way out"),
    "Coordination": ("Teamwork", "Fitting what you do to what others are doing"),
    "Management of Personnel Resources": ("Leadership", "Encouraging and guiding people as they work"),
    "Time Management": ("Planning", "Managing your own time and that of others"),
}
# On O*NET's scale from 1 to 5, where 3 is "important" and 4 "very important".
IMPORTANT = 3.5
VERY_IMPORTANT = 4

# The first part of a title says who; after these words stands what they work with.
_REST = re.compile(r"(?: of | for |--|, Except ).*$")
_PIECES = re.compile(r"(,? and |,? or |, )")
_PEOPLE = re.compile(
    r"(?:ers|ors|ists|ians|ants|ents|yers|ees|ives|men|clerks|cooks|nurses|guards|aides|pilots|chefs|judges|"
    r"models|hosts|hands|maids|mates|scouts|umpires|analysts|mechanics|orderlies|attorneys|surgeons|officials|"
    r"wardens|jockeys|escorts|guides|masons|bellhops|esses|roustabouts)$",
    re.I,
)
_BRITISH = {
    "anesthesiologist": "anaesthetist",
    "counselor": "counsellor",
    "gynecologist": "gynaecologist",
    "jeweler": "jeweller",
    "laborer": "labourer",
    "labor": "labour",
    "orthopedic": "orthopaedic",
    "pediatric": "paediatric",
    "pediatrician": "paediatrician",
    "molding": "moulding",
    "program": "programme",
    "theater": "theatre",
    "center": "centre",
    "color": "colour",
    "fiber": "fibre",
    "tire": "tyre",
    "attorney": "lawyer",
    "esthetic": "aesthetic",
}
_NAMES = {"english", "french", "german", "spanish", "american", "indian", "christian"}
# Where a sentence may end early and still be true.
_CLAUSE = re.compile(
    r";|,? (?:including|such as|using|usually|as well as|while|who|which)\b|, (?:\w+ing|to|by|in|for|so)\b"
)


def read_folder(folder: Path) -> SheetFile:
    """The occupations in the tables of ``folder``, by code.

    One that another career here stands for, and one of which O*NET does not say what people do,
    comes as a ``SheetError``. Raises ``SheetError`` with file and line for a table that is missing
    or broken.
    """
    occupations = onet_tables.occupations(folder)
    tables = onet_tables.core_tasks(folder), onet_tables.skills(folder), onet_tables.interests(folder)
    return SheetFile(len(occupations), _sheets(occupations, *tables))


def _sheets(occupations, tasks, skills, interests) -> Iterator[tuple[str, CareerSheet | SheetError]]:
    taken = _taken()
    for code, occupation in occupations.items():
        if code in taken:
            yield code, SheetError(f"“{taken[code]}” has its code already")
        elif code not in tasks:
            yield code, SheetError(f"O*NET does not say what people do as {occupation.title}")
        else:
            its_skills, its_interests = skills.get(code, {}), interests.get(code, ())
            yield code, career_sheet(code, occupation, tasks[code], its_skills, its_interests)


def _taken() -> dict[str, str]:
    """The codes that careers of another origin carry, with the title of one."""
    codes = ExternalCode.objects.filter(scheme=CodeScheme.ONET).order_by("-career__title")
    taken = dict(codes.values_list("code", "career__title"))
    for key in ImportRecord.objects.filter(source__slug=SOURCE).values_list("key", flat=True):
        taken.pop(key, None)
    return taken


def career_sheet(
    code: str,
    occupation: onet_tables.Occupation,
    tasks: list[str],
    skills: dict[str, float],
    interests: tuple[str, ...],
) -> CareerSheet:
    title = title_of_one(occupation.title)
    return CareerSheet(
        slug=slugify(title),
        title=title,
        summary=summary_of(occupation.description),
        interests=interests,
        overview=occupation.description,
        day_to_day="\n".join(f"- {_task(task)}" for task in tasks[:TASKS]),
        skills=_skills(skills),
        codes=(Code(CodeScheme.ONET.value, code),),
    )


def title_of_one(title: str) -> str:
    """The title of many people as that of one, in British spelling where a word has one.

    ``Nurse Practitioners`` becomes ``Nurse practitioner``, ``First-Line Supervisors of Retail
    Sales Workers`` becomes ``First-line supervisor of retail sales workers``.
    """
    rest = _REST.search(title)
    head = title[: rest.start()] if rest else title
    pieces = _PIECES.split(head)
    if len(pieces) == 1:
        head = _one(head)
    else:
        head = "".join(_one(piece) if _PEOPLE.search(piece) else piece for piece in pieces)
    words = re.split(r"(\W+)", head + (rest[0] if rest else ""))
    text = "".join(map(_small, words))
    return text[:1].upper() + text[1:]


def _one(words: str) -> str:
    """``words`` with the last of them said of one person."""
    for many, one in (("men", "man"), ("women", "woman"), ("ies", "y"), ("esses", "ess")):
        if words.endswith(many):
            return words[: -len(many)] + one
    return words[:-1] if words.endswith("s") and not words.endswith(("ss", "us")) else words


def _small(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return word
    if word.lower() in _NAMES:
        return word
    word = word.lower()
    if word in _BRITISH:
        return _BRITISH[word]
    many = _BRITISH.get(word.removesuffix("s"))
    return f"{many}s" if many else word


def summary_of(description: str) -> str:
    """The first sentences of ``description`` in at most 160 characters, else its first clauses."""
    whole = shortened(description, SUMMARY_LENGTH)
    if not whole.endswith("…"):
        return whole
    ends = [found.start() for found in _CLAUSE.finditer(description[:SUMMARY_LENGTH])]
    ends = [end for end in ends if end >= SUMMARY_LENGTH // 3]
    return f"{description[: ends[-1]]}." if ends else whole


def _task(task: str) -> str:
    return task.removesuffix(".")


def _skills(ratings: dict[str, float]) -> tuple[SkillUse, ...]:
    """The essential skills that matter most first, each with a sentence on what O*NET rates."""
    found = []
    for name in sorted(SKILLS, key=lambda name: (-ratings.get(name, 0), name)):
        if (rating := ratings.get(name, 0)) >= IMPORTANT:
            skill, doing = SKILLS[name]
            rated = "very important" if rating >= VERY_IMPORTANT else "important"
            found.append(SkillUse(skill, f"{doing} is {rated} in this job."))
    return tuple(found)
