"""Which titles of an open classification help search, and which would lead astray.

A classification tells occupations apart differently from this site, so that one of its
occupations may stand for ten careers here, or be far wider than the career that names it.
"""

from collections import Counter, defaultdict

from profiles.imports.attachments import POSITION_OF_ATTACHED_TITLES, AttachmentPlan
from profiles.models import LONGEST_OTHER_TITLE, Career, CareerTitle, CodeScheme, ExternalCode, Source
from profiles.search.words import asked_words, names_of, singular, telling, words_of

# A title whose words stand in the titles of so many other careers is a word for all of them.
GENERAL = 3

ALREADY_HELD = "because the career has the title already"
ELSEWHERE = "because another career has the title"
SHARED = "because too many careers would share the title"
GENERAL_WORD = f"because the title is a word for {GENERAL} or more other careers"
TOO_LONG = f"because the title has more than {LONGEST_OTHER_TITLE} characters"


def choose_titles(
    titles: dict[str, list[str]], source: Source, *, scheme: CodeScheme, most_careers: int
) -> AttachmentPlan:
    """What to attach to the careers that carry a code of ``scheme``; ``titles`` are by code.

    A title that would go to more than ``most_careers`` tells none of them from the others.
    """
    plan = AttachmentPlan()
    offered = _offered(titles, scheme, plan)
    stored = _StoredTitles(source)
    shared_too_often = _forms_of_more_careers(offered, most_careers)
    for career_id, names in offered.items():
        held = set(stored.held[career_id])
        for name in names:
            forms = _forms(name)
            if forms <= held or name.lower() in stored.attached_by_others[career_id]:
                reason = ALREADY_HELD
            else:
                reason = stored.reason_against(name, forms, career_id, shared_too_often)
            if reason:
                plan.left_out[reason] += 1
                continue
            held |= forms
            plan.rows.setdefault(career_id, []).append(
                CareerTitle(
                    career_id=career_id, name=name, is_hidden=True, position=POSITION_OF_ATTACHED_TITLES
                )
            )
    return plan


def _offered(titles: dict[str, list[str]], scheme: CodeScheme, plan: AttachmentPlan) -> dict[int, list[str]]:
    """The titles that the codes of each career bring; codes without any are unknown to ``plan``."""
    offered: dict[int, list[str]] = defaultdict(list)
    codes = ExternalCode.objects.filter(scheme=scheme).order_by("career", "code")
    for career_id, title, code in codes.values_list("career_id", "career__title", "code"):
        if (found := titles.get(code.lower())) is None:
            plan.unknown.append((title, code))
        offered[career_id].extend(found or ())
    return offered


def _forms_of_more_careers(offered: dict[int, list[str]], most_careers: int) -> set[str]:
    """The forms of titles that are offered to more than ``most_careers``."""
    careers_by_form = Counter(
        form for names in offered.values() for form in {form for name in names for form in _forms(name)}
    )
    return {form for form, careers in careers_by_form.items() if careers > most_careers}


class _StoredTitles:
    """The titles that careers have, as search compares them; those of ``source`` itself left out."""

    def __init__(self, source: Source) -> None:
        self.held: dict[int, set[str]] = defaultdict(set)
        self.attached_by_others: dict[int, set[str]] = defaultdict(set)  # in small letters
        self.careers_with: dict[str, set[int]] = defaultdict(set)  # by form: the careers' own titles only
        self.careers_with_word: dict[str, set[int]] = defaultdict(set)
        typed = [
            *Career.objects.values_list("pk", "title"),
            *CareerTitle.objects.unattached().values_list("career_id", "name"),
        ]
        for career, name in typed:
            for form in _forms(name):
                self.held[career].add(form)
                self.careers_with[form].add(career)
            for word in _words(name):
                self.careers_with_word[word].add(career)
        others = CareerTitle.objects.attached().exclude(source_id=source.pk)
        for career, name in others.values_list("career_id", "name"):
            self.attached_by_others[career].add(name.lower())

    def reason_against(self, name: str, forms: set[str], career: int, shared_too_often: set[str]) -> str:
        """Why ``name`` is not attached to ``career``; "" where it is."""
        if len(name) > LONGEST_OTHER_TITLE:
            return TOO_LONG
        if any(self.careers_with[form] - {career} for form in forms if form in self.careers_with):
            return ELSEWHERE
        if forms & shared_too_often:
            return SHARED
        having = [self.careers_with_word.get(word, set()) for word in _words(name)]
        if having and len(set.intersection(*having) - {career}) >= GENERAL:
            return GENERAL_WORD
        return ""


def _forms(title: str) -> set[str]:
    """What can be typed to mean exactly ``title``, or its short form in brackets."""
    forms = {" ".join(asked_words(title)), *(" ".join(words_of(name)) for name in names_of(title))}
    return forms - {""}


def _words(title: str) -> set[str]:
    return {singular(word) for word in telling(words_of(title))}
