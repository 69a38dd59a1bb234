"""A career as a sheet: the plain form in which files, spreadsheets and imports bring one.

``sheet`` says what a sheet holds, ``lines`` how one value is written in one line, ``text`` how
a whole career is written in one file, ``markdown`` makes Markdown of other people's HTML, ``ncs``
reads the National Careers Service, ``files`` says what a reader hands on. ``reading`` makes a sheet
of what is stored, ``rows`` makes rows of a sheet, and ``saving`` compares the two and writes.
"""
