"""Exceptions for refused changes. ``str()`` of each is a message for the editor."""


class SlugTaken(Exception):
    """Another career or page has, or once had, this address."""

    def __init__(self, slug: str):
        super().__init__(
            f"“{slug}” is, or once was, the address of another career or page. Choose another one."
        )
