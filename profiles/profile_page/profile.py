"""What the profile of one career says of it, beyond the fields that it shows as they are."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from core import figures
from profiles.catalogue.entry import Entry
from profiles.eligibility.requirement_strength import may_need, must_have
from profiles.models import Career, CareerCondition, CareerSkill, ConditionFamily, Requirement, Source
from profiles.profile_page.routes import RouteSection, ShownRoute, route_sections, shown_routes


@dataclass(frozen=True)
class Profile:
    """``will_need`` and ``may_need`` are asked for on every route; ``routes`` have what is asked for on
    each of them alone.
    """

    career: Career
    will_need: list[Requirement]
    may_need: list[Requirement]
    routes: list[ShownRoute]
    skill_uses: list[CareerSkill]
    good_to_know: list[tuple[str, list[CareerCondition]]]  # by family: its label, its conditions
    sources: list[Source]

    @property
    def overview(self) -> str:
        """The overview; "" where an imported career says the same in its summary."""
        return "" if self.career.overview == self.career.summary else self.career.overview

    @property
    def salary_as_at(self) -> str:
        return _as_at(self.career.salary_as_at_year, self.career.salary_as_at_month)

    @property
    def hours_as_at(self) -> str:
        return _as_at(self.career.hours_as_at_year, self.career.hours_as_at_month)

    @property
    def starter_note(self) -> str:
        return _monthly(self.career.salary_starter)

    @property
    def experienced_note(self) -> str:
        return _monthly(self.career.salary_experienced)

    @cached_property
    def route_sections(self) -> list[RouteSection]:
        return route_sections(self.career, self.routes)

    @property
    def is_asking(self) -> bool:
        """Whether it says anything of what one needs on every route."""
        return bool(self.will_need or self.may_need or self.career.no_degree_needed)

    @property
    def contents(self) -> list[tuple[str, str]]:
        """The links to the sections of the page: (anchor, words)."""
        career = self.career
        sections = [
            ("overview", "Overview", self.overview),
            ("day-to-day", "Day to day", career.day_to_day),
            ("skills", "Essential skills", self.skill_uses),
            ("need", "What you need", self.is_asking),
            *((section.anchor, section.heading, section.is_shown) for section in self.route_sections),
            ("good-to-know", "Good to know", self.good_to_know),
            ("lead", "Where it can lead", career.where_it_can_lead),
            ("more", "Find out more", career.find_out_more),
            ("questions", "Three questions to ask", True),
        ]
        return [(anchor, words) for anchor, words, is_there in sections if is_there]


def profile_of(career: Career, entry: Entry) -> Profile:
    """The profile of ``career``, in the same queries for any number of its parts.

    The sources of its figures come with it; ``entry`` says how open its routes are.
    """
    requirements = list(
        career.requirements.select_related("qualification")
        .prefetch_related("subjects")
        .order_by("position", "pk")
    )
    of_every_route = [row for row in requirements if row.route_id is None]
    return Profile(
        career=career,
        will_need=must_have(of_every_route),
        may_need=may_need(of_every_route),
        routes=shown_routes(career.routes.all(), requirements, entry.ways),
        skill_uses=list(career.skill_uses.select_related("skill")),
        good_to_know=_conditions_by_family(career),
        sources=_sources_of(career),
    )


def _conditions_by_family(career: Career) -> list[tuple[str, list[CareerCondition]]]:
    uses = list(career.condition_uses.select_related("condition"))
    by_family = [
        (family.label, [use for use in uses if use.condition.family == family]) for family in ConditionFamily
    ]
    return [(label, found) for label, found in by_family if found]


def _sources_of(career: Career) -> list[Source]:
    """The sources that the profile uses, each once."""
    # In one query: what brought the whole career, a title that only search knows, an interest.
    brought = Source.objects.select_related("licence").filter(
        Q(pk__in=career.import_records.values("source"))
        | Q(pk__in=career.titles.values("source"))
        | Q(pk__in=career.interests.values("source"))
    )
    named = [career.salary_source, career.hours_source, career.hard_part_source, *brought]
    return list({source.pk: source for source in named if source}.values())


def _monthly(amount: int | None) -> str:
    return f"{figures.monthly(amount)} a month before tax" if amount else ""


def _as_at(year: int | None, month: int | None) -> str:
    return figures.month_name(year, month) if year and month else ""
