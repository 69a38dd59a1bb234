"""O*NET, the occupations of the United States: titles, interests, tasks and skills.

What it says of pay, schooling and licences is true there and not here, so it is not read.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from profiles.imports.opendata.tables import Row, rows_of, table_in
from profiles.models import Interest

# Its names of Holland's six types.
TYPES = {
    "Realistic": Interest.MAKING,
    "Investigative": Interest.FINDING_OUT,
    "Artistic": Interest.CREATING,
    "Social": Interest.HELPING,
    "Enterprising": Interest.LEADING,
    "Conventional": Interest.ORGANISING,
}
# An interest is one of an occupation from here on, on O*NET's scale from 1 to 7.
INTERESTED = 3.5
MOST_INTERESTS = 3
_CODE = re.compile(r"[0-9]{2}-[0-9]{4}\.[0-9]{2}")
_YES = "Y"


@dataclass(frozen=True)
class Occupation:
    title: str
    description: str


def occupations(folder: Path) -> dict[str, Occupation]:
    """The occupations by code. This and each function below raises ``SheetError``."""
    found: dict[str, Occupation] = {}
    for row in rows_of(table_in(folder, "occupations"), ["code", "title", "description"]):
        code = _code(row)
        if code in found:
            raise row.fault(f"the code {code} came before")
        found[code] = Occupation(row.filled("title"), row.filled("description"))
    return found


def alternate_titles(folder: Path) -> dict[str, list[str]]:
    """Other titles of each occupation, by its code."""
    found: dict[str, list[str]] = {}
    for row in rows_of(table_in(folder, "alternate_titles"), ["code", "alternate_title"]):
        found.setdefault(_code(row), []).append(row.filled("alternate_title"))
    return found


def interests(folder: Path) -> dict[str, tuple[str, ...]]:
    """The strongest interests of each occupation by its code, at least one and at most three."""
    scores: dict[str, dict[Interest, float]] = {}
    for row in rows_of(table_in(folder, "interests"), ["code", "element_name", "scale_id", "value"]):
        if row["scale_id"] != "OI":
            continue
        name = row["element_name"]
        if name not in TYPES:
            raise row.fault(f"“{name[:40]}” is none of the six types of interest")
        its_scores = scores.setdefault(_code(row), {})
        if TYPES[name] in its_scores:
            raise row.fault(f"{name} came before for {row['code']}")
        its_scores[TYPES[name]] = _number(row, "value", 1, 7)
    return {code: _strongest(its_scores) for code, its_scores in scores.items()}


def _strongest(scores: dict[Interest, float]) -> tuple[str, ...]:
    in_order = sorted(scores, key=lambda interest: (-scores[interest], Interest.values.index(interest)))
    strong = [interest for interest in in_order if scores[interest] >= INTERESTED]
    return tuple(interest.value for interest in (strong[:MOST_INTERESTS] or in_order[:1]))


def core_tasks(folder: Path) -> dict[str, list[str]]:
    """What most people in each occupation do, by its code; of new occupations O*NET does not know most."""
    found: dict[str, list[str]] = {}
    for row in rows_of(table_in(folder, "tasks"), ["code", "task", "task_type"]):
        if row["task_type"] != "Supplemental":
            found.setdefault(_code(row), []).append(row.filled("task"))
    return found


def skills(folder: Path) -> dict[str, dict[str, float]]:
    """How important each skill is to each occupation, from 1 to 5, by code and name.

    Ratings that O*NET itself calls too rough, or the skill not relevant, are left out.
    """
    found: dict[str, dict[str, float]] = {}
    columns = ["code", "element_name", "importance", "recommend_suppress", "not_relevant"]
    for row in rows_of(table_in(folder, "skills"), columns):
        if row["importance"] and _YES not in (row["recommend_suppress"], row["not_relevant"]):
            found.setdefault(_code(row), {})[row["element_name"]] = _number(row, "importance", 1, 5)
    return found


def _code(row: Row) -> str:
    code = row.filled("code")
    if not _CODE.fullmatch(code):
        raise row.fault(f"“{code[:40]}” is not a code such as 29-1141.00")
    return code


def _number(row: Row, column: str, least: float, most: float) -> float:
    try:
        number = float(row[column])
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise row.fault(f"its {column} “{row[column][:40]}” is not a number from {least} to {most}")
    return number
