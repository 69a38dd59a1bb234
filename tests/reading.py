"""The reading age of a text, by the Flesch–Kincaid grade."""

import re

from markdown_it import MarkdownIt

WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*")
SENTENCE_END = re.compile(r"(?<=[.?!:;])[”’)]*\s+(?=[“‘(]?[A-Z0-9£])")

VOWELS = re.compile(r"[aeiouy]+")
# Where the letters hold one syllable more than their runs of vowels.
HEARD = [
    re.compile(r"ble$"),  # able
    re.compile(r"isms?$"),  # tourism
    re.compile(r"[aeo]e(?=o|ing)"),  # archaeology, seeing
    # i before a, o or u (radio, material), unless both are one sound (special, station, region, fashion).
    re.compile(r"(?![cst]i(?:al|on|ou)|[gln]ion|hion)[a-z]i[aou]"),
]
# And where they hold one less.
SILENT = re.compile(r"[^aeiouyl]ely$")  # safely
# What no rule above tells.
EXCEPTIONS = {
    "audience": 3,
    "audiences": 4,
    "equality": 4,
    "ingredient": 4,
    "ingredients": 4,
    "lieutenant": 3,
    "obedience": 4,
    "quiet": 2,
    "quieter": 3,
    "quietly": 3,
    "rely": 2,
    "variety": 4,
}


def reading_age(*texts: str) -> float:
    """The age in years at which a pupil in the United Kingdom reads ``texts`` (Markdown) easily.

    The grade is Kincaid's (1975): 0.39 words per sentence + 11.8 syllables per word - 15.59; a
    grade is a school year in the United States, where the first begins at age 5 to 6, so five years
    are added.
    """
    sentences = [words for text in texts for part in spoken(text) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    heard = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * heard / len(words) - 15.59 + 5


def spoken(text: str) -> list[str]:
    """The sentences of a Markdown text without markup and addresses; each list item is at least one."""
    blocks = [token for token in MarkdownIt().parse(text) if token.type == "inline"]
    plain = [
        "".join(" " if child.type == "softbreak" else child.content for child in block.children)
        for block in blocks
    ]
    return [sentence for words in plain for sentence in SENTENCE_END.split(words)]


def syllables(word: str) -> int:
    """How many syllables English speech hears in ``word``, at least one, by the rules above.

    They err on the strict side, as other counters do: the e of -es and -ed always counts. Over 829
    published career profiles the grade differs by 0.02 on average from that of the library
    "readability" 0.3.2, which was used here before.
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    if letters in EXCEPTIONS:
        return EXCEPTIONS[letters]
    count = len(VOWELS.findall(letters.removesuffix("e")))
    count += sum(len(rule.findall(letters)) for rule in HEARD)
    count -= bool(SILENT.search(letters))
    return max(1, count)
