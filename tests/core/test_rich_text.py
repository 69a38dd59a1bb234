"""Rich text is harmless when it is cleaned and when it is rendered."""

import html5lib
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.rich_text import HEADINGS, TAGS, clean, plain, to_html, without_links


def test_richtext_shows_paragraphs_lists_links_and_emphasis():
    html = to_html("You *help* **people**.\n\n- one\n- [two](https://example.org/a?b=1)")

    assert html == (
        "<p>You <em>help</em> <strong>people</strong>.</p>\n<ul>\n<li>one</li>\n"
        '<li><a href="https://example.org/a?b=1" rel="noopener">two</a></li>\n</ul>'
    )


@pytest.mark.parametrize(
    ("top", "tags"), [(2, ["h2", "h2", "h3"]), (3, ["h3", "h3", "h4"]), (4, ["h4", "h4", "h5"])]
)
def test_richtext_headings_start_below_those_of_the_page(top, tags):
    html = to_html("# One\n\n## Two\n\n### Three", top)

    assert html == "\n".join(
        f"<{tag}>{word}</{tag}>" for tag, word in zip(tags, ["One", "Two", "Three"], strict=True)
    )


def test_richtext_as_plain_words_keeps_the_words_of_links_and_no_signs():
    line = "You *help* **[sick people](https://example.org/a)** with `care` [not a link]."

    assert plain(line) == "You help sick people with care [not a link]."
    assert without_links(line) == "You *help* **sick people** with `care` [not a link]."


def tags_of(html):
    return [
        (node.tag, dict(node.attrib))
        for node in html5lib.parseFragment(html, namespaceHTMLElements=False).iter()
    ][1:]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("<script>alert(1)</script>", [("p", {})]),
        ("<img src=x onerror=alert(1)>", [("p", {})]),
        ("[x](javascript:alert(1))", [("p", {})]),
        ("[x](data:text/html,hi)", [("p", {})]),
        ("![x](/pixel.png)", [("p", {}), ("a", {"href": "/pixel.png", "rel": "noopener"})]),
        ('<a href="https://example.org" style="x">x</a>', [("p", {})]),
    ],
)
def test_richtext_makes_no_tag_that_could_harm(text, tags):
    assert tags_of(to_html(text)) == tags


@given(st.text(max_size=200))
def test_richtext_of_any_text_is_made_of_known_tags_only(text):
    assert {tag for tag, _ in tags_of(to_html(text))} <= TAGS | HEADINGS


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "tel:1"])
def test_richtext_link_that_leads_elsewhere_is_refused_by_name(address):
    with pytest.raises(ValidationError, match="must start with https://"):
        clean(f"See [this]({address}).")


@pytest.mark.parametrize(
    "address", ["https://example.org/a:b", "/careers/nurse/", "mailto:a@example.org", "#top"]
)
def test_richtext_link_to_the_web_or_the_site_is_kept(address):
    assert clean(f"See [this]({address}).") == f"See [this]({address})."


def test_richtext_is_kept_with_plain_line_ends_and_without_control_characters():
    assert clean(" a\r\nb\x00\x1b[31m \u2028c\ud800 ") == "a\nb[31m\nc"
