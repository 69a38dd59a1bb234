from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles.browsing.comparison import compare
from profiles.browsing.selection import SIDE_BY_SIDE, Chosen, address_of, chosen, offer
from profiles.catalogue import catalogue
from profiles.catalogue.catalogue import Catalogue
from profiles.eligibility import eligibility, texts
from profiles.matching import related_careers
from profiles.matching.similarity import Computed
from profiles.search import live as search
from profiles.views.private_answers import holds_answers

ONLY_DIFFERENCES = "differences"
EXAMPLES = 3  # of careers to put beside one


@require_safe
@holds_answers
def career_compare(request: HttpRequest):
    now = timezone.now()
    known = catalogue.current(now)
    answers = eligibility.known_answers(request.GET.getlist("have"))
    have = tuple(answer.value for answer in answers)
    these = chosen(known, request.GET, path=reverse("profiles:career-compare"), most=SIDE_BY_SIDE, have=have)
    is_table = len(these.entries) > 1
    only_differences = request.GET.get("only") == ONLY_DIFFERENCES
    text = request.GET.get("q", "")
    return render(
        request,
        "profiles/career_compare.html",
        {
            "chosen": these,
            "comparison": compare(
                known,
                these.entries,
                has=eligibility.given(have) if have else None,
                only_differences=only_differences,
            )
            if is_table
            else None,
            "answers": texts.ANSWERS.values(),
            "ticked": answers,
            "opening_texts": texts.TEXTS.values(),
            "only_differences": only_differences and is_table,
            "differences_url": f"{these.address}&only={ONLY_DIFFERENCES}",
            "shortlist_url": address_of(reverse("profiles:shortlist-detail"), these.entries),
            "examples": [] if is_table else _examples(known, these, related_careers.current(now)),
            "offer": offer(known, search.current(now), text, these) if text else None,
        },
    )


def _examples(known: Catalogue, these: Chosen, computed: Computed) -> list[tuple[list, str]]:
    """Whole comparisons to begin with: (two careers, the address), of the one chosen where there is one."""
    if these.entries:
        (first,) = these.entries
        related = [other for other, _ in known.related_to(first, computed)][:EXAMPLES]
        pairs = [[first, other] for other in related or known.explore(besides=first)]
    else:
        some = known.explore(count=4)
        pairs = [list(pair) for pair in zip(some[::2], some[1::2], strict=False)]
    return [(pair, these.address_with(pair)) for pair in pairs]
