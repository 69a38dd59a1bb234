from datetime import datetime
from secrets import choice

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from profiles.browsing.career_list import NoSuchPage, browse
from profiles.browsing.highlight import cards
from profiles.browsing.suggestions import suggestions
from profiles.catalogue.catalogue import current as current_catalogue
from profiles.catalogue.explore import explore
from profiles.eligibility import eligibility, texts
from profiles.matching import related_careers_cache
from profiles.models import Career, CareerSlug
from profiles.profile_page import structured_data
from profiles.profile_page.next_webinars import next_webinars
from profiles.profile_page.profile import profile_of
from profiles.profile_page.questions import AFTERWARDS, three_questions
from profiles.search import live as search
from profiles.search import missed_search_counts
from profiles.views.private_answers import holds_answers

SECONDS_OF_SUGGESTIONS = 30  # that a cache may keep them: a career just withdrawn is gone as soon


@require_safe
def career_list(request):
    if eligibility.are_in(request.GET):
        return holds_answers(_career_list)(request)
    return _career_list(request)


def _career_list(request):
    now = timezone.now()
    catalogue, index = current_catalogue(now), search.current(now)
    try:
        results = browse(catalogue, index, request.GET)
    except NoSuchPage as error:
        raise Http404 from error
    missed_search_counts.count_if_poor(request, results, index)
    return render(
        request,
        "profiles/career_list.html",
        {
            "results": results,
            "cards": cards(results.entries, results.terms, catalogue),
            "opening_texts": texts.TEXTS.values(),
        },
    )


@require_safe
@cache_control(public=True, max_age=SECONDS_OF_SUGGESTIONS)
def suggestion_list(request):
    """What the words in the search box may become, for its script."""
    now = timezone.now()
    found = suggestions(current_catalogue(now), search.current(now), request.GET.get("q", ""))
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
        if career.is_withdrawn(now):
            near = current_catalogue(now).nearest(career.title, career.main_sector_id)
            return render(request, "410.html", {"title": career.title, "near": near}, status=410)
        raise Http404
    # An earlier slug of a draft leads nowhere, so that it does not give away the present one.
    once_public = CareerSlug.objects.filter(career__publish_at__lte=now).select_related("career")
    return redirect(get_object_or_404(once_public, slug=slug).career, permanent=True)


def career_page(
    request: HttpRequest, career: Career, *, now: datetime, is_preview: bool = False
) -> HttpResponse:
    """The profile of any career; the caller has decided that this reader may see it."""
    catalogue = current_catalogue(now)
    computed = related_careers_cache.current(now)
    entry = catalogue.entry_of(career)
    profile = profile_of(career, entry)
    kinds = [route.kind for route in profile.routes]
    linked_data = [
        structured_data.occupation(entry, [*profile.will_need, *profile.may_need], profile.routes),
        structured_data.trail_of_career(entry),
    ]
    return render(
        request,
        "profiles/career_detail.html",
        {
            "career": career,
            "entry": entry,
            "profile": profile,
            "is_preview": is_preview,
            "is_public": career.is_published(now),
            "salary_chart": catalogue.salary_chart,
            "salary_bar": catalogue.salary_chart.bar_of(entry),
            "opening_texts": texts.TEXTS.values(),
            "related": catalogue.related_to(entry, computed),
            "webinars": next_webinars(career, now),
            "questions": three_questions(career, kinds, entry.skill_names),
            "explore": explore(catalogue, other_than=entry, computed=computed),
            "linked": [] if is_preview else linked_data,
        },
    )


@require_safe
def career_questions(request, slug):
    """The three questions on one A4 page, with boxes for afterwards."""
    now = timezone.now()
    career = get_object_or_404(Career.objects.published(now), slug=slug)
    entry = current_catalogue(now).entry_of(career)
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


@require_safe
@never_cache
def career_surprise(request):
    """Open any door: a career of a sector that the address does not name."""
    entries = current_catalogue(timezone.now()).entries
    seen = set(request.GET.getlist("not"))
    fresh = [entry for entry in entries if not (entry.sector and entry.sector.slug in seen)]
    if not entries:
        return redirect("profiles:career-list")
    return redirect(choice(fresh or entries).url)
