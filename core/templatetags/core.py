"""Filters and tags for any template. They hold no rules: each calls a module or repeats part of the page."""

from django import template
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY

from core import figures, rich_text, structured_data, wording

register = template.Library()

register.filter("markdown", rich_text.to_html)
register.filter("pounds", figures.pounds)
register.filter("monthly", figures.monthly)
register.filter("soft", wording.soft)
register.filter("in_sentence", wording.in_sentence)


@register.simple_tag(takes_context=True)
def again(context: Context, block: str) -> str:
    """Render a block of this page again: a template may define each block only once."""
    blocks = context.render_context[BLOCK_CONTEXT_KEY]
    return str(blocks.get_block(block).render(context))


@register.simple_tag(takes_context=True)
def linked_data(context: Context) -> str:
    """The page's ``linked`` as structured data, with the organisation; "" if it has none."""
    things = context.get("linked")
    if not things:
        return ""
    organisation = structured_data.organisation(context["site"].settings.organisation)
    return structured_data.script([*things, organisation])
