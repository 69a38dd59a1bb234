from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles.catalogue.catalogue import current as current_catalogue
from profiles.matching.discover import MOST_LEFT_OUT, Discovery, discover
from profiles.matching.discover_statements import FIRST_PAGES, PAGES, StatementAnswer, StatementAnswers
from profiles.search import live as search
from profiles.views.private_answers import holds_answers


@require_safe
@holds_answers
def discover_statements(request: HttpRequest) -> HttpResponse:
    """A page of statements. The answers sent from it go into the address of the next page."""
    answers, less = StatementAnswers.read(request.GET.get("a", "")), _less(request)
    if sent := _page(request.GET.get("from", "")):
        answers = answers.with_page(sent, request.GET)
        if sent == answers.last_page(sent):
            return redirect(_address("profiles:discover-results", answers, less))
        return redirect(_address("profiles:discover", answers, less, page=sent + 1))
    page = _page(request.GET.get("page", "")) or 1
    last = answers.last_page(page)
    return render(
        request,
        "profiles/discover_statements.html",
        {
            "answers": answers,
            "less": less,
            "page": page,
            "last": last,
            "statements": answers.on_page(page),
            "choices": StatementAnswer.choices,
            "before_url": _address("profiles:discover", answers, less, page=page - 1) if page > 1 else "",
        },
    )


@require_safe
@holds_answers
def discover_results(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    answers, less = StatementAnswers.read(request.GET.get("a", "")), _less(request)
    found = discover(current_catalogue(now), search.current(now), answers, less, now)

    def results_url(slugs: list[str]) -> str:
        return _address("profiles:discover-results", answers, slugs)

    sharpen_url = _address("profiles:discover", answers, less, page=FIRST_PAGES + 1)
    return render(
        request,
        "profiles/discover_results.html",
        {
            "answers": answers,
            "found": found,
            "matches": [(match, results_url([*less, match.entry.slug])) for match in found.matches],
            "left_out": [
                (entry, results_url([slug for slug in less if slug != entry.slug]))
                for entry in found.left_out
            ],
            "change_url": _address("profiles:discover", answers, less, page=1),
            "sharpen_url": "" if answers.is_sharpened else sharpen_url,
            "surprise_url": _surprise_url(found),
        },
    )


def _surprise_url(found: Discovery) -> str:
    """The address of any career of a sector that none of the matches has."""
    sectors = (match.entry.sector for match in found.matches)
    seen = {"not": list(dict.fromkeys(sector.slug for sector in sectors if sector))}
    return f"{reverse('profiles:career-surprise')}?{urlencode(seen, doseq=True)}"


def _less(request: HttpRequest) -> list[str]:
    """The careers the reader wants less of, each once; what is no career here is left out."""
    slugs = {entry.slug for entry in current_catalogue(timezone.now()).entries}
    return [slug for slug in dict.fromkeys(request.GET.getlist("less")) if slug in slugs][:MOST_LEFT_OUT]


def _page(text: str) -> int | None:
    return int(text) if text in {str(number) for number in range(1, PAGES + 1)} else None


def _address(name: str, answers: StatementAnswers, less: list[str], page: int | None = None) -> str:
    asked = {"a": str(answers), "page": page, "less": less}
    query = urlencode({name: value for name, value in asked.items() if value}, doseq=True)
    return f"{reverse(name)}{'?' if query else ''}{query}"
