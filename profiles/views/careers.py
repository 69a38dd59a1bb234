from secrets import choice

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from core import figures
from profiles.browsing.career_list import NoSuchPage, browse
from profiles.browsing.highlight import cards
from profiles.browsing.suggestions import suggestions
from profiles.catalogue import catalogue
from profiles.eligibility import eligibility, texts
from profiles.matching import related_careers
from profiles.models import Career, CareerSlug, ConditionFamily, RouteKind, Source, Strength
from profiles.profile_page import structured_data
from profiles.profile_page.next_webinars import next_webinars
from profiles.profile_page.questions import AFTERWARDS, three_questions
from profiles.search import live as search
from profiles.search import missed
from profiles.views.private_answers import holds_answers

SECONDS_OF_SUGGESTIONS = 30  # that a cache may keep them: a career just withdrawn is gone as soon

# The three headings of the ways in: the editors' text, the words, the routes that stand below.
ROUTE_HEADINGS = [
    (
        "academic_notes",
        "Academic and vocational notes",
        [RouteKind.UNIVERSITY, RouteKind.COLLEGE, RouteKind.APPRENTICESHIP],
    ),
    ("work_notes", "Work-based training notes", [RouteKind.WORK, RouteKind.DIRECT]),
    ("other_notes", "Other routes", [RouteKind.VOLUNTEERING, RouteKind.OTHER]),
]


@require_safe
def career_list(request):
    if eligibility.are_in(request.GET):
        return holds_answers(_career_list)(request)
    return _career_list(request)


def _career_list(request):
    now = timezone.now()
    known, index = catalogue.current(now), search.current(now)
    try:
        results = browse(known, index, request.GET)
    except NoSuchPage as error:
        raise Http404 from error
    missed.count_if_poor(request, results, index)
    return render(
        request,
        "profiles/career_list.html",
        {
            "results": results,
            "cards": cards(results.entries, results.terms, known),
            "opening_texts": texts.TEXTS.values(),
        },
    )


@require_safe
@cache_control(public=True, max_age=SECONDS_OF_SUGGESTIONS)
def suggestion_list(request):
    """What the words in the search box may become, for its script."""
    now = timezone.now()
    found = suggestions(catalogue.current(now), search.current(now), request.GET.get("q", ""))
    return JsonResponse({"suggestions": found})


@require_safe
def career_detail(request, slug):
    now = timezone.now()
    careers = Career.objects.select_related(
        "salary_source__licence", "hours_source__licence", "hard_part_source__licence"
    )
    if career := careers.filter(slug=slug).first():
        if career.is_published(now):
            return career_page(request, career, now=now)
        if career.withdraw_at and career.publish_at and career.withdraw_at <= now:
            near = catalogue.current(now).nearest(career.title, career.main_sector_id)
            return render(request, "410.html", {"title": career.title, "near": near}, status=410)
        raise Http404
    # The address of a draft is nobody's to learn.
    once_public = CareerSlug.objects.filter(career__publish_at__lte=now).select_related("career")
    return redirect(get_object_or_404(once_public, slug=slug).career, permanent=True)


def career_page(request: HttpRequest, career: Career, *, now, is_preview: bool = False) -> HttpResponse:
    """The profile of any career; whoever calls has decided that this reader may see it."""
    known = catalogue.current(now)
    computed = related_careers.current(now)
    entry = known.entry_of(career)
    requirements = list(
        career.requirements.select_related("qualification")
        .prefetch_related("subjects")
        .order_by("position", "pk")
    )
    routes = list(career.routes.all())
    ways = {way.pk: way for way in entry.ways.ways}
    for route in routes:
        route.way = ways.get(route.pk)
        own = [row for row in requirements if row.route_id == route.pk]
        route.asks_for = sorted(own, key=lambda row: Strength.values.index(row.strength))
    conditions = list(career.condition_uses.select_related("condition"))
    page = {
        "career": career,
        "entry": entry,
        "is_preview": is_preview,
        "is_public": career.is_published(now),
        # Imported careers say the same twice; the page says it once.
        "overview": "" if career.overview == career.summary else career.overview,
        "salary_as_at": _as_at(career.salary_as_at_year, career.salary_as_at_month),
        "hours_as_at": _as_at(career.hours_as_at_year, career.hours_as_at_month),
        "starter_note": _monthly(career.salary_starter),
        "experienced_note": _monthly(career.salary_experienced),
        "street": known.street,
        "place": known.street.place_of(entry),
        "will_need": [r for r in requirements if not r.route_id and r.strength == Strength.MUST],
        "may_need": [r for r in requirements if not r.route_id and r.strength != Strength.MUST],
        "skill_uses": list(career.skill_uses.select_related("skill")),
        "ways_in": [
            (field.replace("_", "-"), heading, getattr(career, field), [r for r in routes if r.kind in kinds])
            for field, heading, kinds in ROUTE_HEADINGS
        ],
        "good_to_know": [
            (family.label, found)
            for family in ConditionFamily
            if (found := [use for use in conditions if use.condition.family == family])
        ],
        "opening_texts": texts.TEXTS.values(),
        "related": known.related_to(entry, computed),
        "webinars": next_webinars(career, now),
        "questions": three_questions(career, [route.kind for route in routes], entry.skill_names),
        "explore": known.explore(besides=entry, computed=computed),
        "sources": _sources(career),
    }
    every_way = [*page["will_need"], *page["may_need"]]
    things = [structured_data.occupation(entry, every_way, routes), structured_data.trail_of_career(entry)]
    return render(
        request,
        "profiles/career_detail.html",
        {**page, "contents": _contents(page), "linked": [] if is_preview else things},
    )


def _contents(page: dict) -> list[tuple[str, str]]:
    """The links to what stands on this page: (anchor, words)."""
    career = page["career"]
    sections = [
        ("overview", "Overview", page["overview"]),
        ("day-to-day", "Day to day", career.day_to_day),
        ("skills", "Essential skills", page["skill_uses"]),
        ("need", "What you need", page["will_need"] or page["may_need"] or career.no_degree_needed),
        # "Other routes" is never empty: it ends with the site's own sentence.
        *(
            (anchor, heading, notes or routes or anchor == "other-notes")
            for anchor, heading, notes, routes in page["ways_in"]
        ),
        ("good-to-know", "Good to know", page["good_to_know"]),
        ("lead", "Where it can lead", career.where_it_can_lead),
        ("more", "Find out more", career.find_out_more),
        ("questions", "Three questions to ask", True),
    ]
    return [(anchor, words) for anchor, words, is_there in sections if is_there]


@require_safe
def career_questions(request, slug):
    """The three questions on one A4 page, with boxes for afterwards."""
    now = timezone.now()
    career = get_object_or_404(Career.objects.published(now), slug=slug)
    entry = catalogue.current(now).entry_of(career)
    kinds = list(career.routes.values_list("kind", flat=True))
    return render(
        request,
        "profiles/career_questions.html",
        {
            "career": career,
            "questions": three_questions(career, kinds, entry.skill_names),
            "afterwards": AFTERWARDS,
        },
    )


def _monthly(amount: int | None) -> str:
    return f"{figures.monthly(amount)} a month before tax" if amount else ""


def _as_at(year: int | None, month: int | None) -> str:
    return figures.month_name(year, month) if year and month else ""


def _sources(career: Career) -> list[Source]:
    """The sources this profile actually uses, each once."""
    # In one query: what brought the whole career, a title that only search knows, an interest.
    brought = Source.objects.select_related("licence").filter(
        Q(pk__in=career.import_records.values("source"))
        | Q(pk__in=career.titles.values("source"))
        | Q(pk__in=career.interests.values("source"))
    )
    named = [career.salary_source, career.hours_source, career.hard_part_source, *brought]
    return list({source.pk: source for source in named if source}.values())


@require_safe
@never_cache
def career_surprise(request):
    """Open any door: a career of a sector that the address does not name."""
    entries = catalogue.current(timezone.now()).entries
    seen = set(request.GET.getlist("not"))
    fresh = [entry for entry in entries if not (entry.sector and entry.sector.slug in seen)]
    if not entries:
        return redirect("profiles:career-list")
    return redirect(choice(fresh or entries).url)
