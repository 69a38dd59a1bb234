"""Filters and tags of the templates: each only shows what a module of the domain, or the page, says."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY

from profiles import figures, linked, richtext, wording

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


@register.simple_tag(takes_context=True)
def again(context, block: str) -> str:
    """The words of a block of this page once more: a template may hold each block only once."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(block).render(context)


@register.simple_tag(takes_context=True)
def linked_data(context) -> str:
    """What the page's ``linked`` says to machines, and who says it; "" where it says nothing."""
    things = context.get("linked")
    return (
        linked.script([*things, linked.organisation(context["site"].settings.organisation)]) if things else ""
    )
