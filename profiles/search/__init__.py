"""Search that understands pupils: typed words to careers, best first, in the memory of each process.

``words`` takes text apart, ``everyday`` holds synonyms, ``spelling`` knows which words there are and
corrects the others. ``building`` makes an index of documents, ``meaning`` reads a query by its words,
and ``index`` ranks; ``weights`` holds the numbers. ``cutoffs`` says which results are shown, ``live``
keeps one index of what is published, ``missed`` counts what found nothing. Only these two know Django.
Source: docs/adr/0011-search-is-our-own-index.md.
"""
