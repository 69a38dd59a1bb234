"""A career as a sheet: the plain form in which files, spreadsheets and imports bring one.

``sheet`` says what a sheet holds, ``lines`` how one value is written in one line, ``text`` and
``writing`` read and write a whole career in one file. ``ncs`` and ``onet`` read published files,
``markdown`` makes Markdown of their HTML, and ``files`` says what such a reader returns.
``reading`` makes a sheet of what is stored, ``rows`` makes rows of a sheet, and ``checking`` refuses
what cannot be stored. ``saving`` runs an import: ``planning`` compares, ``storing`` writes,
``relating`` settles the related careers, and ``summary`` holds what happened.
"""
