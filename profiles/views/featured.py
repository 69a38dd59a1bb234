from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles.catalogue.catalogue import current as current_catalogue
from profiles.models import Career
from profiles.profile_page.questions import three_questions
from profiles.profile_page.quiz import quiz


@require_safe
def featured_list(request):
    catalogue = current_catalogue(timezone.now())
    return render(request, "profiles/featured_list.html", {"archive_years": catalogue.archive_years})


@require_safe
def featured_sheet(request, year, month):
    """One side of A4 for tutor time: the month's career with a quiz."""
    catalogue = current_catalogue(timezone.now())
    door = next(
        (row for row in catalogue.archive if (row.year, row.month) == (year, month) and row.entry), None
    )
    if not door:
        raise Http404
    career = get_object_or_404(Career, pk=door.entry.pk)
    kinds = list(career.routes.values_list("kind", flat=True))
    return render(
        request,
        "profiles/featured_sheet.html",
        {
            "career": career,
            "words": door.name,
            "quiz": quiz(career, catalogue, door.entry, seed=f"{door.anchor} {career.slug}"),
            "questions": three_questions(career, kinds, door.entry.skill_names),
        },
    )
