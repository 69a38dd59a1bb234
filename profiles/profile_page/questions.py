"""Three questions a pupil can ask somebody who does the job, made from the profile's own facts."""

from core.figures import listed
from profiles.day_to_day import tasks_of
from profiles.models import Career, RouteKind

# How a route is called inside a question.
ROUTE_WORDS = {
    RouteKind.UNIVERSITY: "university",
    RouteKind.COLLEGE: "college",
    RouteKind.APPRENTICESHIP: "an apprenticeship",
    RouteKind.WORK: "working your way up",
    RouteKind.DIRECT: "applying directly",
    RouteKind.VOLUNTEERING: "volunteering",
    RouteKind.OTHER: "another way",
}
AFTERWARDS = ["What surprised me", "What I would like about this job", "What I want to find out next"]


def three_questions(career: Career, routes: list[str], skills: list[str]) -> list[str]:
    """One about the day, one about the route taken, one about a skill.

    ``routes`` are the kinds of its routes, ``skills`` the names of its skills, both in order.
    """
    tasks = tasks_of(career)
    ways = listed([ROUTE_WORDS[RouteKind(kind)] for kind in dict.fromkeys(routes)][:3], "or")
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
