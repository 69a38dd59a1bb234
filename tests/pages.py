"""A page parsed as strictly as the HTML standard requires."""

import html5lib

from core import content_version


class Page:
    """The parsed HTML of a response. Raises html5lib's ``ParseError`` if it is not valid HTML."""

    def __init__(self, response):
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root = parser.parse(response.content.decode())

    def all(self, path: str) -> list:
        """The elements that match an ElementTree ``path`` such as ``a[@href]`` or ``h2``."""
        return self.root.findall(f".//{path}")

    def texts(self, path: str) -> list[str]:
        """The text of each matching element, with single spaces."""
        return [words(element) for element in self.all(path)]

    @property
    def title(self) -> str:
        (title,) = self.texts("title")
        return title

    def headings(self) -> list[tuple[int, str]]:
        """(level, text) of each heading, in the order of the page."""
        return [
            (int(element.tag[1]), words(element))
            for element in self.root.iter()
            if isinstance(element.tag, str) and element.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}
        ]

    def links(self, path: str = "a[@href]") -> dict[str, str]:
        """The address of each link by its text."""
        return {words(element): element.get("href") for element in self.all(path)}

    def section(self, label: str):
        """The element labelled by the heading with the id ``label``."""
        (found,) = self.all(f"*[@aria-labelledby='{label}']")
        return found


def words(element) -> str:
    """The text of ``element`` as a reader sees it: with single spaces, without soft hyphens."""
    return " ".join("".join(element.itertext()).replace("\u00ad", "").split())


def parts(element, path: str) -> list[str]:
    """The text of each element at ``path`` inside ``element``."""
    return [words(part) for part in element.findall(f".//{path}")]


def warm(client, address: str) -> None:
    """Warm up the process, and make it due to look for changes again.

    It makes two requests: the first may record this month's career, which is a change.
    """
    for _ in range(2):
        client.get(address)
    content_version.forget()
