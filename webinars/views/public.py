"""Webinars for everybody: the list, one webinar, its calendar entry. No page here reads a session."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles.catalogue import catalogue
from webinars import calendar_files, structured_data, wording
from webinars.models import Series, Status, Webinar

PAGE_SIZE = 20  # webinars
# A list shows none of these, and no page shows the join address to the public.
NOT_LISTED = ("description", "purpose", "outcomes", "presenter", "join_url")


@dataclass
class _Page:
    """One page of the list: those to come first, then the past ones, each with what it says of places."""

    number: int
    count: int
    coming: list[tuple[Webinar, str]]
    past: list[Webinar]


@require_safe
def webinar_list(request):
    now = timezone.now()
    slug = request.GET.get("series", "")
    series = get_object_or_404(Series, slug=slug) if slug else None
    webinars = Webinar.objects.defer(*NOT_LISTED)
    if series:
        webinars = webinars.filter(series=series)
    page = _page(webinars, now, request.GET.get("page", "1"))
    return render(
        request,
        "webinars/webinar_list.html",
        {
            "page": page,
            "series": series,
            "undated": webinars.filter(status=Status.POSTPONED) if page.number == 1 else (),
            "all_series": Series.objects.filter(webinars__in=Webinar.objects.upcoming(now)).distinct(),
            "query": f"series={series.slug}&" if series else "",
        },
    )


def _page(webinars, now: datetime, number: str) -> _Page:
    """Raises ``Http404`` where there is no page of that number."""
    coming, past = webinars.upcoming(now), webinars.past(now)
    count_coming, count_past = coming.count(), past.count()
    count = max(1, -(-(count_coming + count_past) // PAGE_SIZE))
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= count):
        raise Http404
    first = (int(number) - 1) * PAGE_SIZE
    rows = list(coming.with_places_taken(now)[first : first + PAGE_SIZE])
    skipped = max(0, first - count_coming)
    return _Page(
        number=int(number),
        count=count,
        coming=[(webinar, wording.places_left(webinar, now)) for webinar in rows],
        past=list(past[skipped : skipped + PAGE_SIZE - len(rows)]),
    )


@require_safe
def webinar_detail(request, slug):
    now = timezone.now()
    webinars = Webinar.objects.public().with_places_taken(now).select_related("series").defer("join_url")
    return webinar_page(request, get_object_or_404(webinars, slug=slug), now=now)


def webinar_page(
    request: HttpRequest, webinar: Webinar, *, now: datetime, is_preview: bool = False
) -> HttpResponse:
    """The page of any webinar; the caller has decided that this reader may see it.

    ``webinar`` comes from ``Webinar.objects.with_places_taken(now)``.
    """
    entries = catalogue.current(now).by_pk
    careers = webinar.careers.order_by("title", "pk").values_list("pk", flat=True)
    return render(
        request,
        "webinars/webinar_detail.html",
        {
            "webinar": webinar,
            "is_preview": is_preview,
            "is_open": webinar.is_open(now),
            "has_ended": webinar.has_ended(now),
            "places": wording.places_left(webinar, now),
            "when": wording.when(webinar),
            "moved": wording.moved(webinar),
            "years": wording.years(webinar),
            "benchmarks": wording.benchmarks(webinar),
            "access": wording.answers(webinar, wording.ACCESS),
            "safeguarding": wording.answers(webinar, wording.SAFEGUARDING),
            "careers": [entries[pk] for pk in careers if pk in entries],
            "linked": []
            if is_preview
            else [structured_data.event(webinar, now), structured_data.trail_of_webinar(webinar)],
        },
    )


@require_safe
def webinar_calendar(request, slug):
    """The webinar as an entry for a calendar."""
    webinar = get_object_or_404(Webinar.objects.public().defer("join_url"), slug=slug)
    file = calendar_files.webinar_file(webinar=webinar, site_url=settings.SITE_URL, now=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{webinar.slug}.ics"'}
    return HttpResponse(file, content_type=calendar_files.CONTENT_TYPE, headers=headers)
