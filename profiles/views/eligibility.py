"""Open to me: a reader ticks what they have, and reads how open careers are to them."""

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.figures import counted
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.catalogue import current as current_catalogue
from profiles.catalogue.entry import Entry
from profiles.eligibility import eligibility, texts
from profiles.views.private_answers import holds_answers


@require_safe
@holds_answers
def open_to_me(request: HttpRequest) -> HttpResponse:
    """All careers by how open they are, or the routes into the one that ``career`` names."""
    catalogue = current_catalogue(timezone.now())
    values = request.GET.getlist("have")
    answers = eligibility.known_answers(values)
    has = eligibility.given(answer.value for answer in answers)
    slug = request.GET.get("career", "")
    entry = catalogue.by_slug.get(slug)
    return render(
        request,
        "profiles/open_to_me.html",
        {
            **(
                _of_one_career(entry, has) if entry else {"parameters": [], "groups": _groups(catalogue, has)}
            ),
            "path": request.path,
            "answers": texts.ANSWERS.values(),
            "ticked": answers,
            "notes": list(_notes(values, is_unknown_career=bool(slug and not entry))),
            "opening_texts": texts.TEXTS.values(),
            "query": urlencode([("have", answer.value) for answer in answers]),
        },
    )


def _of_one_career(entry: Entry, has: frozenset[str]) -> dict[str, object]:
    return {
        "entry": entry,
        "parameters": [("career", entry.slug)],
        "lines": eligibility.lines(entry.ways, has),
    }


def _notes(values: list[str], *, is_unknown_career: bool) -> Iterator[str]:
    if any(value not in texts.ANSWERS for value in values):
        yield "We do not know one of those answers, so it was left out."
    if is_unknown_career:
        yield "There is no such career here, so these are all careers."


def _groups(catalogue: Catalogue, has: frozenset[str]) -> list[tuple[texts.Text, list[Entry], str]]:
    """Each text with the careers of which it is true, and their number in words."""
    found = defaultdict(list)
    for entry in catalogue.entries:
        found[eligibility.best(entry.ways, has).text.key].append(entry)
    return [(text, found[text.key], counted(len(found[text.key]), "career")) for text in texts.TEXTS.values()]
