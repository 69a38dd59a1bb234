"""Filters of the templates: each only shows what a module of the domain says."""

from django import template

from profiles import figures, richtext, wording

register = template.Library()

register.filter("markdown", richtext.to_html)
register.filter("pounds", figures.pounds)
register.filter("monthly", figures.monthly)
register.filter("requirement", wording.requirement)
register.filter("level", wording.level)
register.filter("soft", wording.soft)
register.filter("in_sentence", wording.in_sentence)


@register.filter
def opening_in(entry, openings: dict):
    """How open ``entry`` is by ``openings`` of a page, or None where nobody answered."""
    return openings.get(entry.pk)


@register.filter
def hours_range(career) -> str:
    """The hours a week of a career or of its entry."""
    return figures.hours_range(career.hours_min, career.hours_max)
