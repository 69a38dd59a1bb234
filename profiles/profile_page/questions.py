"""Three questions a pupil can ask somebody who does the job, made from the profile's own facts."""

import re

from core.figures import listed
from core.rich_text import plain
from profiles.models import Career, RouteKind

# How a way in is called inside a question.
WAYS = {
    RouteKind.UNIVERSITY: "university",
    RouteKind.COLLEGE: "college",
    RouteKind.APPRENTICESHIP: "an apprenticeship",
    RouteKind.WORK: "working your way up",
    RouteKind.DIRECT: "applying directly",
    RouteKind.VOLUNTEERING: "volunteering",
    RouteKind.OTHER: "another way",
}
AFTERWARDS = ["What surprised me", "What I would like about this job", "What I want to find out next"]


def tasks_of(career: Career) -> list[str]:
    """The lines of its day, as plain text."""
    lines = re.findall(r"^[-*+] +(.+)$", career.day_to_day, re.M)
    return [plain(line).strip().rstrip(".;") for line in lines]


def three_questions(career: Career, routes: list[str], skills: list[str]) -> list[str]:
    """One about the day, one about the way in, one about a skill.

    ``routes`` are the kinds of its ways in, ``skills`` the names of its skills, both in order.
    """
    tasks = tasks_of(career)
    ways = listed([WAYS[kind] for kind in dict.fromkeys(routes) if kind in WAYS][:3], "or")
    day = (
        f"A day can include {tasks[0]}. What is that really like, and how much of your week does it take?"
        if tasks
        else "What did you do yesterday, from the start of the day to the end?"
    )
    way = (
        f"Did you get in through {ways}? Would you take the same way today?"
        if ways
        else "How did you get in, and would you take the same way today?"
    )
    skill = (
        f"When did {skills[0].lower()} last help you at work? What happened?"
        if skills
        else "What are people who are good at this job good at? How did you learn it?"
    )
    return [day, way, skill]
