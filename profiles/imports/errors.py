"""What the readers of files raise."""


class SheetError(Exception):
    """A file, a row of it, or a sheet that cannot be used. ``str()`` says what and where, in words."""
