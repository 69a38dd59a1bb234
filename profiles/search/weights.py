"""The numbers by which search ranks, each with what it is for: the index is built and asked with these.

They are round, and were chosen on all evaluation sets together, never on single queries. Those that
compare spellings are in ``spelling``; how well a result must fit to be shown is in ``cutoffs``.
Source: docs/adr/0011-search-is-our-own-index.md.
"""

# --- Words of the query -----------------------------------------------------------------------------

# A word of one family ("meteorology", "meteorologist") counts this much, times the part they share.
RELATED_WORD = 0.8
# A family shares at least so many letters at the beginning …
FAMILY_LETTERS = 5
# … and the word of the query may differ from it in so many letters at its end.
FAMILY_ENDING_LETTERS = 3
# At most so many words of its family stand for a word of the query.
MOST_RELATED_WORDS = 8
# "helping" for "help", and the other way round.
VERB_FORM = 0.6
# Another everyday word for the same thing.
SYNONYM = 0.6
# The known word that an unknown one was corrected to …
CORRECTED = 0.95
# … less this much for each unit by which another guess is less sure than the best one.
LESS_SURE = 2
# A known word of which only the beginning was typed.
COMPLETED = 0.8
# At most so many words complete one beginning.
MOST_COMPLETIONS = 30
# A second guess is offered to the reader where it is at most this much less sure than the best one.
NEARLY_AS_SURE = 0.04
# Where nothing is found, guesses as unsure as this are offered.
LEAST_SURE_OFFER = 0.65
# At most so many other readings of a query are offered.
MOST_OTHERS = 3
# A term that counts at least this much is marked in the texts of what was found.
LEAST_MARKED = 0.6
# So many words of queries are remembered with what they mean.
MOST_REMEMBERED_WORDS = 2_000

# --- Titles -----------------------------------------------------------------------------------------

# A word of a title counts its rarity to this power, so that one rare word is not worth two common ones.
RARITY_EXPONENT = 0.7
# A word of the title that is not in the query costs this part of what a missing word of the query costs.
NOT_IN_QUERY = 0.35
# A title that fits the query less than this counts nothing.
LEAST_TITLE_FIT = 0.1
# What several fitting titles of one document add to the best of them.
SEVERAL_TITLES = 0.3
# Added where the query is exactly the usual title of a document …
EXACT_USUAL_TITLE = 11
# … or another of its titles …
EXACT_OTHER_TITLE = 10
# … or a title without its short form in brackets, or that short form.
EXACT_PART_OF_TITLE = 9
# The part of these that is added where the query is exact only after it was corrected.
EXACT_CORRECTED = 0.05

# --- Texts ------------------------------------------------------------------------------------------

# How often a word counts in each field of a document.
FIELDS = {"title": 3, "alternates": 1, "description": 2, "tasks": 1}
# BM25's k1: how soon a repeated word stops counting.
SATURATION = 1.2
# BM25's b: how much long documents are held back.
LENGTH = 0.6
# What the texts of a document count, where its best title counts 1.
TEXT = 1.5
# From so many telling words on, a query is a sentence: it describes a job rather than names one.
SENTENCE_WORDS = 4
# What the texts count for a sentence.
TEXT_OF_SENTENCE = 3
# What pairs of neighbouring words of a sentence add, where a document has all of them as pairs.
PAIRS = 1.0

# --- Documents like those found ---------------------------------------------------------------------

# So many documents most like it are the neighbours of a document.
NEIGHBOURS = 20
# Likeness is measured by so many terms of each document, those with the most weight.
COMPARED_TERMS = 30
# So many of the best documents pass a part of their score on to their neighbours, and gain by pairs.
BEST = 50
# The part of a score that is passed on, shared out among the neighbours.
FROM_NEIGHBOURS = 0.6
