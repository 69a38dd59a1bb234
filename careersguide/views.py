from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.static import serve

from careersguide.models import Page
from profiles.catalogue import catalogue
from profiles.catalogue.entry import Word
from profiles.catalogue.explore import explore
from profiles.matching import related_careers_cache
from webinars import upcoming

# What somebody may like doing, and the sector where it happens; the first four that have careers are shown.
EXAMPLES = {
    "animals": "animal-care",
    "computers": "computing-technology-and-digital",
    "looking after people": "healthcare",
    "building and fixing things": "construction-and-trades",
    "science": "science-and-research",
    "making things up": "creative-and-media",
    "helping others learn": "teaching-and-education",
}


@require_safe
def home(request):
    now = timezone.now()
    known = catalogue.current(now)
    featured = known.of_the_month
    return render(
        request,
        "careersguide/home.html",
        {
            "featured": featured,
            "examples": _examples(known),
            "count": len(known.entries),
            "sectors": known.sectors.values(),
            "subjects": known.subjects.values(),
            "skills": known.skills.values(),
            "webinars": upcoming.upcoming(now),
            "explore": explore(known, other_than=featured, computed=related_careers_cache.current(now)),
        },
    )


def _examples(known: catalogue.Catalogue) -> list[tuple[Word, str]]:
    filled = {entry.sector.slug: entry.sector for entry in known.entries if entry.sector}
    return [(filled[slug], words) for words, slug in EXAMPLES.items() if slug in filled][:4]


@require_safe
def page_detail(request, slug):
    page = get_object_or_404(Page.objects.published(timezone.now()), slug=slug)
    return page_response(request, page)


def page_response(request: HttpRequest, page: Page, is_preview: bool = False) -> HttpResponse:
    """An editors' page; the caller has decided that this reader may see it."""
    return render(request, "careersguide/page_detail.html", {"page": page, "is_preview": is_preview})


@require_safe
def robots(request):
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def upload(request, path):
    """An uploaded picture, while there is no web server in front."""
    try:
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:  # a name that no file can have
        raise Http404 from error
