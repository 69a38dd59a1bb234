"""Entry requirements of the National Careers Service: sentences that become structured rows.

"4 or 5 GCSEs at grades 9 to 4 (A* to C), or equivalent, including English and maths, for an
advanced apprenticeship" is read piece by piece from the left: how many, of what, then grade,
equivalence and subjects in any order, and at last what it is for. A sentence of which any
piece is not understood stays whole, as words.
"""

import re
from functools import cache

from profiles.imports.sheets.markdown import plain_from_html, sentence
from profiles.imports.sheets.sheet import RequirementLine
from profiles.models import Qualification, Subject
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
    (re.compile(r"usually need|people following this route have", re.I), "usually"),
    (re.compile(r"may need|may help|useful", re.I), "helps"),
    (re.compile(r"you'll need|you need|must have", re.I), "must"),
)


def strength_and_statements(prefixes: list[str]) -> tuple[str, list[str]]:
    """How strongly ``prefixes`` ask for what follows, and the sentences among them.

    "You'll need:" is must, "You'll usually need:" usually, "You may need:" and "it may help
    you to get in if you have:" helps. Where the source says nothing, it is usually: it never
    calls something essential in silence.
    """
    strength, statements = "usually", []
    for prefix in prefixes:
        text = plain_from_html(prefix).replace("’", "'")
        strength = next((name for pattern, name in _PREFIXES if pattern.search(text)), strength)
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
    rest = text[counted.end() :] if counted else text
    award, is_one, rest = _award(rest)
    if not award:
        return []
    line = {"strength": strength, "qualification": award, "or_equivalent": False, "purpose": purpose}
    line["at_least"], line["at_most"] = _numbers(counted) if counted else (1, 1) if is_one else (None, None)
    others: list[dict] = []
    while rest:
        if grade := _GRADE.match(rest):
            line["grade"] = min(grade["best"], grade["lowest"])
            rest = rest[grade.end() :]
        elif equivalent := _EQUIVALENT.match(rest):
            line["or_equivalent"] = True
            rest = rest[equivalent.end() :]
        elif rest.startswith(", and work experience"):
            others.append({"words": rest.removeprefix(", and ")})
            rest = ""
        elif rest.startswith(" and ") and (second := _award(rest.removeprefix(" and ")))[0]:
            others.append({"qualification": second[0]})
            rest = second[2]
        elif subjects := _ONE_SUBJECT.match(rest) or _SUBJECTS.match(rest):
            if _ANOTHER_AWARD.search(subjects.group()):
                return []
            line |= _subjects(subjects, line)
            rest = rest[subjects.end() :]
        else:
            return []
    common = {"strength": strength, "purpose": purpose, "or_equivalent": line["or_equivalent"]}
    return [
        RequirementLine(**line),
        *(
            RequirementLine(**(common | other | ({"or_equivalent": False} if "words" in other else {})))
            for other in others
        ),
    ]


def _numbers(counted: re.Match) -> tuple[int | None, int | None]:
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


def _subjects(match: re.Match, line: dict) -> dict:
    """Subjects by name where all are known, else their words."""
    if "how" not in match.groupdict():
        return (
            {"subjects": (name,)}
            if (name := _known_subjects().get(match["subject"]))
            else {"subject_words": match["subject"]}
        )
    words, how = match["subjects"], match["how"].removesuffix("including").strip()
    names = [_known_subjects().get(word.strip().lower()) for word in re.split(r",| and ", words)]
    if how == "preferably" or (how == "usually" and line["strength"] == "must"):
        return {"subject_words": f"{how} {words}"}
    if not all(names):
        return {"subject_words": words}
    if how == "in" and line["at_least"] is None:
        # "GCSEs in English and maths": one of each.
        return {"subjects": tuple(sorted(names)), "at_least": len(names), "at_most": len(names)}
    return {"subjects": tuple(sorted(names))}
