"""The style guide: every part of the pages on one page, with made-up careers, for staff and tests.

It exists only while DEBUG is on, and asks the database for nothing.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from careersguide.models import Banner
from profiles.browsing.comparison import Comparison, Row, RowGroup
from profiles.browsing.facets import Facet
from profiles.browsing.highlight import Card
from profiles.browsing.results import Filter, Option
from profiles.browsing.selection import Offer, Selection
from profiles.catalogue.entry import Entry, MonthDoor, Word
from profiles.catalogue.salary_chart import SalaryChart
from profiles.eligibility.demands import Asked
from profiles.eligibility.eligibility import given, lines, ways_of
from profiles.eligibility.requirement_strength import by_strength
from profiles.eligibility.texts import ANSWERS, TEXTS
from profiles.matching.discover import Match, Reason
from profiles.matching.discover_statements import STATEMENTS, StatementAnswer
from profiles.models import Career, CareerSkill, Interest, Qualification, RouteKind, Skill, Source, Strength
from profiles.pictures import drawing_names
from profiles.profile_page.questions import three_questions
from webinars.advisers.bookings_by_webinar import WebinarBookings
from webinars.forms.parts import PlacesForm, PlainForm, TickField
from webinars.models import Booking, BookingRequest, State, Status, Webinar

TITLES = ["Nurse", "Lorry driver", "Telecommunications engineer", "Chef", "Accountant", "Welder"]
SCENES = ["nurse", "lorry-driver", "sector-engineering-and-maintenance", "chef", "accountant", "welder"]


class _ExampleForm(PlainForm):
    label = forms.CharField(label="A line", help_text="With a hint, such as 10B.")
    name = forms.CharField(label="A line that was left out", error_messages={"required": "Enter a name."})
    words = forms.CharField(label="A text", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    choice = forms.ChoiceField(
        label="A choice", required=False, choices=[("a", "One"), ("b", "The other")], widget=forms.RadioSelect
    )
    tick = TickField(label="A tick with its words", required=False)


@require_safe
def styleguide(request):
    if not settings.DEBUG:
        raise Http404
    entries = [_entry(number, title) for number, title in enumerate(TITLES)]
    salary_chart = SalaryChart([*entries, *(_entry(number, "Another") for number in range(6, 40))])
    career = _career()
    return render(
        request,
        "careersguide/styleguide.html",
        {
            "hues": [_entry(hue, f"Hue {hue}", hue=hue, scene="doorway") for hue in range(12)],
            "seeds": [_entry(seed, f"Seed {seed}", seed=seed, scene=_sector_scene()) for seed in range(6)],
            "entries": entries,
            "found": Card(
                entries[0],
                title=format_html("<mark>{}</mark>", "Nurse"),
                also_called=format_html("Staff <mark>{}</mark>", "nurse"),
                label="Day to day",
                line=format_html("helping doctors and other <mark>{}</mark>", "nurses"),
            ),
            "filter": Filter(
                Facet("sector", "A filter", {}, list), [Option("healthcare", "Healthcare", 12, False)]
            ),
            "selection": Selection("/shortlist/", 24, entries[:2], []),
            "offer": Offer("wlder", "welder", [(entries[5], "#keeping")], ["A note on what was typed."]),
            "comparison": _comparison(entries[:3]),
            "cover": Career(title="Style guide", summary="Every part of the pages, with made-up careers."),
            "career": career,
            "banner": Banner(
                pk=1, emoji="📣", message="Free summer webinars.", link="/", link_words="Sign up here"
            ),
            "source": career.salary_source,
            "salary_chart": salary_chart,
            "salary_bar": salary_chart.bar_of(entries[0]),
            "skill_uses": [_skill_use("Listening"), _skill_use("Problem solving")],
            "requirements": _requirements(),
            "webinars": [_webinar("Meet two nurses", 25), _webinar("Inside a recording studio", 3)],
            "booked": {
                "booking": Booking(group_label="10B", state=State.WAITING, fewest_places=20),
                "places": "28 places",
                "by_year": "28 in Year 10",
                "ahead": "41 places are ahead of you",
            },
            "webinar_bookings": _webinar_bookings(),
            "form": _ExampleForm({"label": "10B"}),
            "numbers": PlacesForm(webinar=Webinar(year_from=10, year_to=11)),
            "match": Match(
                entries[5], [Reason(STATEMENTS[0], StatementAnswer.YES, 1.0, "cutting metal", is_of_day=True)]
            ),
            "routes": [
                SimpleNamespace(
                    name="Apprenticeship",
                    text="You earn while you learn.",
                    asks_for=by_strength(_requirements()),
                )
            ],
            "related": [(entry, "shares 2 skills: listening and planning") for entry in entries[:3]],
            "answers": ANSWERS.values(),
            "ticked": [ANSWERS["english"]],
            "on_the_way": ["a driving licence"],
            "lines": _lines(),
            "opening_texts": TEXTS.values(),
            "questions": three_questions(
                career, [RouteKind.UNIVERSITY, RouteKind.APPRENTICESHIP], ["Listening"]
            ),
            "months": [
                MonthDoor(2026, 11, "Nurse", "", entries[0]),
                MonthDoor(2026, 10, "Lamplighter"),
                MonthDoor(2026, 12),
            ],
        },
    )


def _comparison(entries: list[Entry]) -> Comparison:
    rows = [
        Row("What it is", [[entry.summary] for entry in entries], is_compared=False),
        Row("Starter salary", [["£18,000"], ["£18,700"], ["Varies"]]),
        Row("Ways in", [["College", "University"], ["College"], ["College", "Applying directly"]]),
        Row("Clothing", [["uniform"]] * 3),
    ]
    return Comparison(entries, [RowGroup("The job", rows)], compared=3, differing=2)


def _sector_scene() -> str:
    return next((name for name in drawing_names() if name.startswith("sector-")), "doorway")


def _entry(number: int, title: str, hue: int | None = None, seed: int = 0, scene: str = "") -> Entry:
    scene = scene or SCENES[number % len(SCENES)]
    return Entry(
        pk=number,
        slug=f"career-{number}",
        title=title,
        summary="You do one thing well that other people need, and you can see at night what you did.",
        url="#doors",
        also_called=("Another name",) if number == 0 else (),
        hidden_titles=(),
        sector=Word(
            number, f"sector-{number}", "A sector", hue=number % 12 if hue is None else hue, url="#doors"
        ),
        other_sectors=(),
        subjects=(),
        skills=(),
        interests=(Interest.MAKING,),
        conditions=frozenset(),
        routes=frozenset(),
        salary_starter=None if number == 3 else 18_000 + number * 700,
        salary_experienced=None if number == 3 else 30_000 + number * 1_900,
        hours_min=Decimal("37.0"),
        hours_max=Decimal("40.0"),
        scene=scene if scene in drawing_names() else "doorway",
        seed=seed,
        photograph=None,
        related=(),
        featured=(2026, 11) if number == 0 else None,
    )


def _career() -> Career:
    return Career(
        pk=0,
        slug="nurse",
        title="Telecommunications engineer",
        summary="You do one thing well that other people need, and you can see at night what you did.",
        salary_starter=31_049,
        salary_source=Source(name="A pay survey"),
        day_to_day="- mending what is broken",
        changed_at=timezone.now(),
    )


def _webinar(title: str, day: int) -> Webinar:
    starts_at = datetime(2026, 11, day, 10, tzinfo=UTC)
    return Webinar(
        title=title,
        slug=slugify(title),
        summary="You hear what a day of work is like, and ask whatever you want.",
        kind="employer",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
    )


def _webinar_bookings() -> WebinarBookings:
    webinar = _webinar("Meet two nurses", 25)
    webinar.moved_from, webinar.status = webinar.starts_at - timedelta(hours=1), Status.PUBLISHED
    booking_request = BookingRequest(pk=1, sent_at=webinar.starts_at, proved_at=webinar.starts_at)
    shared = {"webinar": webinar, "booking_request": booking_request, "year_10": 28, "places": 28}
    waiting = Booking(pk=2, group_label="10C", state=State.WAITING, **shared)
    vars(waiting).update(places_ahead=41)  # as the queue annotates it
    confirmed = Booking(pk=1, group_label="10B", state=State.CONFIRMED, **shared)
    return WebinarBookings(webinar, webinar.starts_at - timedelta(days=1), [confirmed, waiting])


def _skill_use(name: str) -> CareerSkill:
    skill = Skill(
        name=name, slug=name.lower().replace(" ", "-"), description="Doing it well, and on purpose."
    )
    return CareerSkill(skill=skill, use="You do it all day.", one_thing_to_try="Do it once today.")


def _lines() -> list:
    """A way that is open, one that is a step away and one of which nothing is known."""
    gcses = Asked(Strength.USUALLY, 5, 5, "GCSE", "GCSEs", 2, grade="4", purpose="a T Level")
    a_levels = Asked(Strength.USUALLY, 3, 3, "A level", "A levels", 3, subject_words="biology")
    ways = ways_of(
        [
            (1, RouteKind.COLLEGE, [gcses]),
            (2, RouteKind.UNIVERSITY, [a_levels]),
            (3, RouteKind.VOLUNTEERING, []),
        ]
    )
    return lines(ways, given(["english", "gcses-5"]))


def _requirements() -> list[SimpleNamespace]:
    gcse = Qualification(name="GCSE", plural="GCSEs", level=2)
    maths = SimpleNamespace(all=lambda: [SimpleNamespace(name="Maths")])
    row = {"words": "", "qualification": gcse, "subject_words": "", "grade": "4", "or_equivalent": True}
    return [
        SimpleNamespace(**row, strength=Strength.MUST, at_least=1, at_most=1, subjects=maths, purpose=""),
        SimpleNamespace(
            **row, strength=Strength.USUALLY, at_least=4, at_most=5, subjects=maths, purpose="a T Level"
        ),
        SimpleNamespace(words="a driving licence", qualification=None, strength=Strength.HELPS),
    ]
