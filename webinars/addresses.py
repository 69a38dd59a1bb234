"""E-mail addresses of people, as they are kept and compared."""

import unicodedata


def normal_email(address: str) -> str:
    """The one spelling under which an e-mail address is kept and compared."""
    # Not casefold: what that makes of some letters is not what a database calls small letters.
    return unicodedata.normalize("NFKC", address).strip().lower()
