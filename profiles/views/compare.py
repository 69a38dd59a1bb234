from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles.browsing.comparison import SIDE_BY_SIDE, compare
from profiles.browsing.selection import Selection, address_of, offer, read_selection
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.catalogue import current as current_catalogue
from profiles.catalogue.entry import Entry
from profiles.catalogue.explore import explore
from profiles.eligibility import eligibility, texts
from profiles.matching import related_careers_cache
from profiles.matching.related_careers import Computed
from profiles.search import live as search
from profiles.views.private_answers import holds_answers

ONLY_DIFFERENCES = "differences"
EXAMPLES = 3  # of whole comparisons


@require_safe
@holds_answers
def career_compare(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    catalogue = current_catalogue(now)
    answers = eligibility.known_answers(request.GET.getlist("have"))
    have = tuple(answer.value for answer in answers)
    path = reverse("profiles:career-compare")
    selection = read_selection(catalogue, request.GET, path=path, most=SIDE_BY_SIDE, have=have)
    only_differences = request.GET.get("only") == ONLY_DIFFERENCES
    is_table = len(selection.entries) > 1
    if is_table:
        has = eligibility.given(have) if have else None
        shown = {
            "comparison": compare(catalogue, selection.entries, has=has, only_differences=only_differences),
            "only_differences": only_differences,
        }
    else:
        shown = {"examples": _examples(catalogue, selection, related_careers_cache.current(now))}
    text = request.GET.get("q", "")
    return render(
        request,
        "profiles/career_compare.html",
        {
            "selection": selection,
            **shown,
            "answers": texts.ANSWERS.values(),
            "ticked": answers,
            "opening_texts": texts.TEXTS.values(),
            "differences_url": f"{selection.address}&only={ONLY_DIFFERENCES}",
            "shortlist_url": address_of(reverse("profiles:shortlist-detail"), selection.entries),
            "offer": offer(catalogue, search.current(now), text, selection) if text else None,
        },
    )


def _examples(
    catalogue: Catalogue, selection: Selection, computed: Computed
) -> list[tuple[list[Entry], str]]:
    """Whole comparisons to begin with: (two careers, the address), of the one selected where there is one."""
    if selection.entries:
        (first,) = selection.entries
        related = [other for other, _ in catalogue.related_to(first, computed)][:EXAMPLES]
        pairs = [[first, other] for other in related or explore(catalogue, other_than=first)]
    else:
        some = explore(catalogue, count=4)
        pairs = [list(pair) for pair in zip(some[::2], some[1::2], strict=False)]
    return [(pair, selection.address_with(pair)) for pair in pairs]
