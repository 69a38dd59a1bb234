"""HTML of other publishers, as the clean Markdown that text fields hold."""

import re
from functools import lru_cache
from itertools import accumulate

import nh3
from markdownify import markdownify

from core.rich_text import clean, without_links
from profiles.imports.characters import refuse_unstorable
from profiles.imports.errors import SheetError

TAGS = {"p", "div", "ul", "ol", "li", "a", "strong", "em", "b", "i", "h2", "h3", "h4"}
# Some editors of the source wrote a link as [words | address], and a list as "such as:one; two".
_BRACKET_LINK = re.compile(r"\[([^\[\]|<>]+?)\s*\|\s*(https?://[^\s\]<>\"]+)\s*\]")
_FLAT_LIST = re.compile(r"^(?P<start>.*?[A-Za-z)]):(?=[^\s/])(?P<items>.+)$")
_TAG = re.compile(r"</?(?=[a-z])")
_ONE_PARAGRAPH = re.compile(r"<p>([^<&]*)</p>")
_ITEM = re.compile(r"^(?:-|\d+\.) ")
DEEPEST = 50  # tags inside one another; real texts have 5


@lru_cache(maxsize=4096)  # a source says the same thing of many careers
def markdown_from_html(html: str) -> str:
    """``html``, however badly nested, as Markdown: paragraphs, lists, links and emphasis only.

    Links that do not lead to another site or an e-mail address become plain words. Raises
    ``SheetError`` for text that cannot be stored, or whose tags are nested too deep.
    """
    refuse_unstorable(html)
    html = re.sub(r"\s+", " ", html)
    html = re.sub(r"<br\s*/?>", "</p><p>", html)
    html = _BRACKET_LINK.sub(r'<a href="\2">\1</a>', html)
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        attribute_filter=_usable_address,
        link_rel=None,
    )
    if _depth(safe) > DEEPEST:
        raise SheetError("its tags are nested too deep")
    if plain := _ONE_PARAGRAPH.fullmatch(safe):
        markdown = plain[1]  # most texts: nothing to convert, and converting takes half the time of an import
    else:
        markdown = markdownify(
            f"<div>{safe.replace('<p></p>', '')}</div>",
            bullets="-",
            autolinks=False,
            escape_asterisks=False,
            escape_underscores=False,
        )
    markdown = re.sub("[\u200b\ufeff\u00ad]", "", markdown.replace("\u00a0", " "))
    # Words that happen to read as a picture or a link are words.
    markdown = re.sub(r"\]\((?!https?://|mailto:)", "] (", markdown.replace("![", "["))
    markdown = re.sub(r"(?<=\S) {2,}", " ", markdown)
    markdown = re.sub(r"(?<=[\w)]) +([,.;])(?=\s|$)", r"\1", markdown)
    markdown = re.sub(r"(?<=\w)(?=\[[^\[\]]+\]\()", " ", markdown)
    markdown = re.sub(r"(\]\([^()\s]+\))(?=\w)", r"\1 ", markdown)
    blocks = re.split(r"\n{2,}", markdown.strip())
    # As an editor's form would leave it, so that saving the form unchanged changes nothing.
    return clean("\n\n".join(map(_with_its_list, blocks)))


def _depth(html: str) -> int:
    """How many tags of ``html``, in which each is closed, lie inside one another at most."""
    return max(accumulate(-1 if tag == "</" else 1 for tag in _TAG.findall(html)), default=0)


def one_line_from_html(html: str) -> str:
    """``html`` as Markdown in one line: lists become words between semicolons."""
    line = ""
    for block in markdown_from_html(html).split("\n\n"):
        if _ITEM.match(block):
            block = "; ".join(_ITEM.sub("", item.strip()) for item in block.split("\n"))
        line = f"{line} {block}".strip()
    return line


def plain_from_html(html: str) -> str:
    """The words of ``html`` in one line, without links."""
    return without_links(one_line_from_html(html))


def sentence(text: str) -> str:
    """``text`` with a capital at its beginning and a stop at its end."""
    text = text.strip()
    if text and text[-1] not in ".!?…":
        text += "."
    return text[:1].upper() + text[1:]


def shortened(text: str, length: int) -> str:
    """The first sentences of ``text`` that fit into ``length`` characters, else its first words and "…"."""
    if len(text) <= length:
        return text
    ends = [match.end() for match in re.finditer(r"[.!?](?= )", text[:length])]
    if ends:
        return text[: ends[-1]]
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _usable_address(tag: str, attribute: str, value: str) -> str | None:
    if not re.match(r"(?:https?://|mailto:)[^\s]", value):
        return None
    return value.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def _with_its_list(block: str) -> str:
    flat = _FLAT_LIST.match(block)
    if not flat:
        return block
    items = flat["items"].split("; ")
    if len(items) == 1:
        return f"{flat['start']}: {flat['items']}"
    return f"{flat['start']}:\n\n" + "\n".join(f"- {item}" for item in items)
