"""Rich text: editors write Markdown, readers get a few safe tags. All rich text goes through here.

Raw HTML is treated as text, not markup. The rendered HTML is sanitised as well, so a row that
was not saved through a form is as harmless as one that was.
"""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = {"p", "ul", "ol", "li", "a", "strong", "em", "blockquote", "br", "hr", "code", "pre"}
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
SCHEMES = {"http", "https", "mailto"}

_ADDRESS = re.compile(r"\]\(\s*<?\s*([^)\s>]*)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)]*\)")  # from the nearest bracket, or thousands take seconds
_EMPHASIS = re.compile(r"[*_`]+")


def clean(text: str) -> str:
    """``text`` as it is stored: with ``\\n`` line endings, and without control characters or trailing spaces.

    Raises ``ValidationError``, which names the link, if a link leads neither to the web, nor to an
    e-mail address, nor to a page of this site.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    for address in _ADDRESS.findall(text):
        scheme, colon, _ = address.partition(":")
        if not address or (colon and "/" not in scheme and scheme.lower() not in SCHEMES):
            raise ValidationError(
                f"The link “{address[:60]}” must start with https:// (or with / for a page of this site)."
            )
    return text


def without_links(text: str) -> str:
    """``text`` with each link replaced by its words."""
    return _LINK.sub(r"\1", text)


def plain(line: str) -> str:
    """The words of ``line``, without links and emphasis."""
    return _EMPHASIS.sub("", without_links(line))


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # slow to import, and not needed at start-up

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


@lru_cache(maxsize=4096)
def to_html(text: str, top: int = 3) -> SafeString:
    """``text`` as safe HTML. ``top`` is the level given to headings with one or two hashes.

    A heading is at most one level below the heading before it, so that no level is skipped.
    """
    import nh3

    tokens = _parser().parse(text)
    level = top - 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(6, level + 1, max(2, int(token.tag[1])) + top - 2)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"
    html = _parser().renderer.render(tokens, _parser().options, {})
    return SafeString(
        nh3.clean(
            html,
            tags=TAGS | HEADINGS,
            attributes={"a": {"href"}},
            url_schemes=SCHEMES,
            link_rel="noopener",
        ).strip()
    )
