"""Refusals. ``str()`` of each tells an editor, in words, what stands in the way."""


class SlugTaken(Exception):
    """Another career has, or once had, this address."""

    def __init__(self, slug: str):
        super().__init__(
            f"“{slug}” is, or once was, the address of another career or page. Choose another one."
        )
