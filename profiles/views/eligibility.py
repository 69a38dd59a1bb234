"""Open to me: a reader ticks what they have, and reads how open careers are to them."""

from collections import defaultdict
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.figures import counted
from profiles.catalogue import catalogue
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.entry import Entry
from profiles.eligibility import eligibility, texts
from profiles.views.private_answers import holds_answers


@require_safe
@holds_answers
def open_to_me(request):
    """All careers by how open they are, or the ways into the one that ``career`` names."""
    known = catalogue.current(timezone.now())
    asked = request.GET.getlist("have")
    answers = eligibility.known_answers(asked)
    has = eligibility.given(answer.value for answer in answers)
    slug = request.GET.get("career", "")
    entry = next((entry for entry in known.entries if entry.slug == slug), None)
    notes = []
    if any(value not in texts.ANSWERS for value in asked):
        notes.append("We do not know one of those answers, so it was left out.")
    if slug and not entry:
        notes.append("There is no such career here, so these are all careers.")
    return render(
        request,
        "profiles/open_to_me.html",
        {
            "entry": entry,
            "path": request.path,
            "parameters": [("career", entry.slug)] if entry else [],
            "answers": texts.ANSWERS.values(),
            "ticked": answers,
            "notes": notes,
            "lines": eligibility.lines(entry.ways, has) if entry else [],
            "groups": [] if entry else _groups(known, has),
            "opening_texts": texts.TEXTS.values(),
            "query": urlencode([("have", answer.value) for answer in answers]),
        },
    )


def _groups(known: Catalogue, has: frozenset[str]) -> list[tuple[texts.Text, list[Entry], str]]:
    """Each text with the careers of which it is true, and their number in words."""
    found = defaultdict(list)
    for entry in known.entries:
        found[eligibility.best(entry.ways, has).text.key].append(entry)
    return [(text, found[text.key], counted(len(found[text.key]), "career")) for text in texts.TEXTS.values()]
