"""What HTML becomes: clean Markdown, whatever its author did."""

import re

import pytest

from core.rich_text import to_html
from profiles.imports.errors import SheetError
from profiles.imports.sheets.markdown import (
    markdown_from_html,
    one_line_from_html,
    plain_from_html,
    sentence,
    shortened,
)
from tests.hostile import every_list, short


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("just words", "just words"),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>You could try:<ul><li>this</li><li>that</li></ul></p>", "You could try:\n\n- this\n- that"),
        ("<ul><li><p>this</p></li><li>that</li></ul><p>Then.</p>", "- this\n- that\n\nThen."),
        ("<p>One<p>Two <b>bold", "One\n\nTwo **bold**"),
        ("<p>One<br>Two</p>", "One\n\nTwo"),
        ("<p>too   many\u00a0\n spaces </p>", "too many spaces"),
        ("<p>grades A* to C and snake_case &amp; more</p>", "grades A* to C and snake_case & more"),
        (
            '<p>See <a href="https://a.example/x">the <i>site</i> </a>, or ask.</p>',
            "See [the *site*](https://a.example/x), or ask.",
        ),
        ('<p>See<a href="https://a.example">it</a>now</p>', "See [it](https://a.example) now"),
        ('<p><a href="https://a.example/x(y) z">it</a></p>', "[it](https://a.example/x%28y%29%20z)"),
        ('<p><a href="/somewhere">here</a> <a href="javascript:x()">there</a></p>', "here there"),
        (
            "<p>See [a guild |  https://g.example/ ] first.</p>",
            "See [a guild](https://g.example/) first.",
        ),
        ("<p>You'll need:a coat; a hat; <b>a bag</b></p>", "You'll need:\n\n- a coat\n- a hat\n- **a bag**"),
        ("<p>You'll need:a coat</p>", "You'll need: a coat"),
        ("<p>Open: 9 to 5; ask first.</p>", "Open: 9 to 5; ask first."),
        ("<script>alert(1)</script><p onclick='x'>safe</p>", "safe"),
        ("<p>![picture](https://spy.example/x.gif)</p>", "[picture](https://spy.example/x.gif)"),
        ('<p><img src="https://spy.example/x.gif">safe</p>', "safe"),
        ("<p>a &lt; b</p>", "a < b"),
        ("<p>a&nbsp;&nbsp;b&shy;c\u200bd</p>", "a bcd"),
    ],
)
def test_html_becomes_markdown(html, markdown):
    assert markdown_from_html(html) == markdown


@pytest.mark.parametrize("html", ["a\0b", "a\ud800b"])
def test_html_with_a_character_no_database_holds_is_refused(html):
    with pytest.raises(SheetError, match="cannot be stored"):
        markdown_from_html(html)


def test_html_nested_too_deep_is_refused():
    assert markdown_from_html("<div>" * 50 + "deep") == "deep"
    with pytest.raises(SheetError, match="nested too deep"):
        markdown_from_html("<div>" * 51 + "deep")


@every_list
def test_hostile_html_becomes_markdown_without_pictures_or_script(values):
    faults = re.compile(
        r"<(?!/?(?:p|ul|ol|li|a|strong|em|h\d|code|pre|blockquote|hr|br)\b)[^>]*>"
        r"|<a (?!href=\"(?:https?://|mailto:))"
    )
    links = re.compile(r"!\[|\]\((?!https?://|mailto:)")
    markdowns = {short(value): _markdown_or_nothing(f"<p>{value}</p>") for value in values}

    assert [value for value, markdown in markdowns.items() if links.search(markdown)] == []
    assert [value for value, markdown in markdowns.items() if faults.search(to_html(markdown))] == []
    assert sum(map(bool, markdowns.values())) > len(values) / 2


def _markdown_or_nothing(html):
    try:
        return markdown_from_html(html)
    except SheetError:
        return ""


def test_html_in_one_line_keeps_lists_and_links():
    html = '<p>You need:<ul><li>a <a href="https://a.example">coat</a></li><li>a hat</li></ul></p><p>Ask.</p>'

    assert one_line_from_html(html) == "You need: a [coat](https://a.example); a hat Ask."
    assert plain_from_html(html) == "You need: a coat; a hat Ask."


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("noisy", "Noisy."),
        ("Is it?", "Is it?"),
        ("[a](https://a.example)", "[a](https://a.example)."),
        ("", ""),
    ],
)
def test_sentence_has_a_capital_and_a_stop(text, whole):
    assert sentence(text) == whole


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("It fits exactly.", "It fits exactly."),
        ("One here. Two here, too long.", "One here."),
        ("One. Two. Three is long.", "One. Two."),
        ("There is no end in sight", "There is no end…"),
        ("Comma is gone, here it is", "Comma is gone…"),
        ("Unbreakablewordwithoutend", "Unbreakablewordw…"),
    ],
)
def test_shortened_ends_with_a_sentence_or_a_word(text, short):
    assert shortened(text, 17) == short
