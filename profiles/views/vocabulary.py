from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.wording import in_sentence
from profiles.catalogue.catalogue import current as current_catalogue
from profiles.profile_page import structured_data


@require_safe
def sector_detail(request, slug):
    catalogue = current_catalogue(timezone.now())
    word = _word_or_404(catalogue.sectors, slug)
    first = [entry for entry in catalogue.entries if entry.sector == word]
    return _word_page(
        request,
        word,
        "sector",
        f"Careers in {in_sentence(word.name)}",
        first,
        [e for e in catalogue.entries if word in e.other_sectors],
    )


@require_safe
def subject_detail(request, slug):
    catalogue = current_catalogue(timezone.now())
    word = _word_or_404(catalogue.subjects, slug)
    return _word_page(
        request,
        word,
        "subject",
        f"Careers that {in_sentence(word.name)} opens",
        [e for e in catalogue.entries if word in e.subjects],
    )


@require_safe
def skill_detail(request, slug):
    catalogue = current_catalogue(timezone.now())
    word = _word_or_404(catalogue.skills, slug)
    return _word_page(
        request,
        word,
        "skill",
        f"Careers that use {in_sentence(word.name)}",
        [entry for entry in catalogue.entries if word in entry.skills],
    )


def _word_or_404(words, slug):
    for word in words.values():
        if word.slug == slug:
            return word
    raise Http404


def _word_page(request, word, kind, heading, entries, also=()):
    return render(
        request,
        "profiles/vocabulary_detail.html",
        {
            "word": word,
            "kind": kind,
            "heading": heading,
            "entries": entries,
            "also": also,
            "linked": [structured_data.trail_of_word(word)],
        },
    )
