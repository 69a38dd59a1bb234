"""Classifications of work that others publish, read from their files.

``tables`` reads one table and names the line where it is wrong, ``esco`` and ``onet`` know whose
table says what, ``titles`` chooses the titles that help search. None of them writes.
"""
