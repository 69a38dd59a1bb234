"""Search that understands pupils: typed words to careers, best first, in the memory of each process.

``words`` takes text apart, ``spelling`` knows which words there are and mends the others,
``index`` ranks, ``live`` keeps one index of what is published, ``missed`` counts what found nothing.
Only the last two know Django.
Source: docs/adr/0011-search-is-our-own-index.md.
"""
