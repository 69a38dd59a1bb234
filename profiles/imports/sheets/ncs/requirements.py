"""Entry requirements of the National Careers Service: sentences that become structured rows.

"4 or 5 GCSEs at grades 9 to 4 (A* to C), or equivalent, including English and maths, for an
advanced apprenticeship" is read piece by piece from the left: how many, of what, then grade,
equivalence and subjects in any order, and at last what it is for. A sentence of which any
piece is not understood stays whole, as words.
"""

import re
from dataclasses import replace
from functools import cache

from profiles.imports.sheets.markdown import plain_from_html, sentence
from profiles.imports.sheets.sheet import RequirementLine
from profiles.models import Qualification, Strength, Subject
from profiles.reference import reference_values

_COUNT = re.compile(
    r"(?:[Aa]t least (?P<at_least>\d+)"
    r"|(?:[Bb]etween )?(?P<low>\d+) (?:to|or|and) (?P<high>\d+)"
    r"|(?P<number>\d+) or (?P<sense>more|fewer)"
    r"|(?P<exact>\d+)|(?P<some>[Ss]ome)|(?P<one>an?)) "
)
_GRADE = re.compile(r",? (?:at )?grades? (?P<best>\d) to (?P<lowest>\d)(?: \([A-G* a-z]+\))?")
_EQUIVALENT = re.compile(r",? or equivalent(?: qualifications)?(?=,| |$)")
_SUBJECTS = re.compile(
    r",? (?P<how>usually including|preferably including|including|in) (?P<subjects>.+?)"
    r"(?=,? or equivalent|,? at grade|$)"
)
_ONE_SUBJECT = re.compile(r" (?P<subject>[a-z]+)(?= at grade)")
# An award inside what should be a subject: the sentence offers a choice that one row cannot hold.
_ANOTHER_AWARD = re.compile(r"\b(?:diploma|access|level|degree|experience|certificate|gcses?)\b", re.I)
_PREFIXES = (
    (re.compile(r"usually need|people following this route have", re.I), Strength.USUALLY),
    (re.compile(r"may need|may help|useful", re.I), Strength.HELPS),
    (re.compile(r"you'll need|you need|must have", re.I), Strength.MUST),
)


def strength_and_statements(prefixes: list[str]) -> tuple[str, list[str]]:
    """How strongly ``prefixes`` ask for what follows, and the sentences among them.

    "You'll need:" is must, "You'll usually need:" usually, "You may need:" and "it may help
    you to get in if you have:" helps. Where the source says nothing, it is usually: it never
    calls something essential in silence.
    """
    strength: str = Strength.USUALLY.value
    statements = []
    for prefix in prefixes:
        text = plain_from_html(prefix).replace("’", "'")
        strength = next((found.value for pattern, found in _PREFIXES if pattern.search(text)), strength)
        if not text.endswith(":"):
            statements.append(sentence(text))
        elif text.startswith("There are no set entry requirements"):
            statements.append(sentence(text.partition(" but ")[0]))
    return strength, statements


def requirement_lines(html: str, strength: str) -> tuple[list[RequirementLine], list[str]]:
    """The requirements that one sentence states, or, where it states none, the sentence."""
    text = plain_from_html(html).rstrip(".")
    if re.search(r"requirements (?:may )?vary$", text):
        return [], [sentence(text)]
    in_words = [RequirementLine(strength=strength, or_equivalent=False, words=text)]
    return _structured(text, strength) or in_words, []


def _structured(text: str, strength: str) -> list[RequirementLine]:
    """The rows that ``text`` becomes; none if any piece of it is not understood."""
    text, _, purpose = text.partition(" for ")
    text = text.rstrip(",")
    counted = _COUNT.match(text)
    award, is_singular, rest = _award(text[counted.end() :] if counted else text)
    if not award:
        return []
    at_least, at_most = _numbers(counted) if counted else (1, 1) if is_singular else (None, None)
    line = RequirementLine(strength, at_least, at_most, award, purpose=purpose)
    others: list[RequirementLine] = []
    while rest:
        pieces = _next_piece(rest, line)
        if pieces is None:
            return []
        line, other, rest = pieces
        others += [other] if other else []
    # "A levels and a degree, or equivalent": it is said of each award.
    return [line, *(replace(other, or_equivalent=not other.words and line.or_equivalent) for other in others)]


def _next_piece(
    rest: str, line: RequirementLine
) -> tuple[RequirementLine, RequirementLine | None, str] | None:
    """What the beginning of ``rest`` makes of ``line``: (the line, another line or None, what comes after).

    None where it is not understood.
    """
    if grade := _GRADE.match(rest):
        return replace(line, grade=min(grade["best"], grade["lowest"])), None, rest[grade.end() :]
    if equivalent := _EQUIVALENT.match(rest):
        return replace(line, or_equivalent=True), None, rest[equivalent.end() :]
    another = RequirementLine(line.strength, purpose=line.purpose)
    if rest.startswith(", and work experience"):
        return line, replace(another, words=rest.removeprefix(", and ")), ""
    if rest.startswith(" and "):
        award, _, after = _award(rest.removeprefix(" and "))
        if award:
            return line, replace(another, qualification=award), after
    subjects = _ONE_SUBJECT.match(rest) or _SUBJECTS.match(rest)
    if not subjects or _ANOTHER_AWARD.search(subjects.group()):
        return None
    return _with_subjects(line, subjects), None, rest[subjects.end() :]


def _numbers(counted: re.Match[str]) -> tuple[int | None, int | None]:
    """(at least, at most); (None, None) is "some"."""
    if counted["some"]:
        return None, None
    if counted["at_least"]:
        return int(counted["at_least"]), None
    if counted["low"]:
        return int(counted["low"]), int(counted["high"])
    if counted["sense"]:
        number = int(counted["number"])
        return (number, None) if counted["sense"].lower() == "more" else (None, number)
    number = int(counted["exact"] or 1)
    return number, number


@cache
def _awards() -> list[tuple[str, str]]:
    """(how it is written, its name), the longest first."""
    names = {
        written: row["name"]
        for row in reference_values()[Qualification]
        for written in (row["name"], row["plural"])
    }
    return sorted(names.items(), key=lambda pair: -len(pair[0]))


def _award(text: str) -> tuple[str, bool, str]:
    """The award that ``text`` begins with, whether in the singular, and what comes after it."""
    for written, name in _awards():
        after = text[len(written) :]
        if text.lower().startswith(written.lower()) and not after[:1].isalnum():
            return name, written == name, after
    return "", False, text


@cache
def _known_subjects() -> dict[str, str]:
    return {row["name"].lower(): row["name"] for row in reference_values()[Subject]}


def _with_subjects(line: RequirementLine, match: re.Match[str]) -> RequirementLine:
    """``line`` with its subjects by name where all are known, else with their words."""
    if "how" not in match.groupdict():
        name = _known_subjects().get(match["subject"])
        return replace(line, subjects=(name,)) if name else replace(line, subject_words=match["subject"])
    words, how = match["subjects"], match["how"].removesuffix("including").strip()
    if how == "preferably" or (how == "usually" and line.strength == Strength.MUST):
        return replace(line, subject_words=f"{how} {words}")
    listed = [word.strip().lower() for word in re.split(r",| and ", words)]
    names = tuple(sorted(_known_subjects()[word] for word in listed if word in _known_subjects()))
    if len(names) < len(listed):
        return replace(line, subject_words=words)
    if how == "in" and line.at_least is None:
        # "GCSEs in English and maths": one of each.
        return replace(line, subjects=names, at_least=len(names), at_most=len(names))
    return replace(line, subjects=names)
