"""Filters of the templates that show careers: each only shows what a module of the domain says."""

from django import template

from core import figures
from profiles.eligibility import requirement_wording

register = template.Library()

register.filter("requirement", requirement_wording.requirement)
register.filter("level", requirement_wording.level)
register.filter("lead_in", requirement_wording.lead_in)


@register.filter
def opening_in(entry, openings: dict):
    """How open ``entry`` is by ``openings`` of a page, or None where nobody answered."""
    return openings.get(entry.pk)


@register.filter
def hours_range(career) -> str:
    """The hours a week of a career or of its entry."""
    return figures.hours_range(career.hours_min, career.hours_max)
