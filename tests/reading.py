"""The reading age of a text, by the Flesch–Kincaid grade."""

import re

from markdown_it import MarkdownIt
from readability.langdata import countsyllables_en

WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*")
SENTENCE_END = re.compile(r"(?<=[.?!:;])[”’)]*\s+(?=[“‘(]?[A-Z0-9£])")


def reading_age(*texts: str) -> float:
    """The age in years at which a pupil in the United Kingdom reads ``texts`` (Markdown) easily.

    The grade is Kincaid's (1975): 0.39 words per sentence + 11.8 syllables per word - 15.59; a
    grade is a school year in the United States, where the first begins at age 5 to 6, so five years
    are added.
    """
    sentences = [words for text in texts for part in spoken(text) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59 + 5


def spoken(text: str) -> list[str]:
    """The sentences of a Markdown text without markup and addresses; each list item is at least one."""
    blocks = [token for token in MarkdownIt().parse(text) if token.type == "inline"]
    plain = [
        "".join(" " if child.type == "softbreak" else child.content for child in block.children)
        for block in blocks
    ]
    return [sentence for words in plain for sentence in SENTENCE_END.split(words)]


def _syllables(word: str) -> int:
    # The library finds no syllable in "the", the commonest word.
    return max(1, countsyllables_en(word.lower()))
