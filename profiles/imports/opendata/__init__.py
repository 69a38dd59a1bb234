"""Classifications of work that others publish, read from their files.

``tables`` reads one table and names the line where it is wrong, ``esco`` and ``onet`` know whose
table says what, ``titles`` and ``interests`` choose what helps here. None of them writes: that is
``profiles.imports.attachments``.
"""
