"""Text as search sees it: words without case, accents and apostrophes; one form for one and many."""

import re
import unicodedata

MAX_LETTERS = 100
MAX_WORDS = 16

# Stop words: they say nothing about a job. "it" is not among them: IT is a sector.
_STOP_WORDS = """
a an and are as at be by can could do does enjoy for from get going good how i in into is job jobs
like love me my of on or really something that the their them they this to want we what which who
with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_ES = re.compile(r"(?:ss|x|z|ch|sh)es$")


def words_of(text: str) -> list[str]:
    """The words of ``text``: ``Artist's Café`` becomes ``artists cafe``."""
    text = _APOSTROPHE.sub("", text.casefold())
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text)


def asked_words(text: str) -> list[str]:
    """The words of a query: at most 16, from the first 100 letters."""
    return words_of(text[:MAX_LETTERS])[:MAX_WORDS]


def telling(words: list[str]) -> list[str]:
    """``words`` without stop words; all of them where nothing else is left."""
    return [word for word in words if not {word, singular(word)} & STOP_WORDS] or words


def singular(word: str) -> str:
    """``word`` as it is written of one thing: ``bakeries`` and ``bakery`` are one."""
    if len(word) < 4 or word[-1] != "s" or word[-2] in "sui":
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if _ES.search(word) else word[:-1]


def verb_forms(word: str) -> set[str]:
    """What one does and doing it, of a short verb: ``help`` and ``helping``, ``cut`` and ``cutting``."""
    if word.endswith("ing") and len(word) > 5:
        stem = word[:-3]
        return {stem, f"{stem}e", stem[:-1] if stem[-1] == stem[-2] else stem}
    return {f"{word}ing", f"{word.removesuffix('e')}ing", f"{word}{word[-1]}ing"}


def names_of(title: str) -> list[str]:
    """The names in ``title``: ``Chief Executive Officer (CEO)`` is two, the long one and the short one."""
    name, bracket, short = title.partition(" (")
    return [name, short[:-1]] if bracket and short.endswith(")") and name.strip() else [title]
