"""E-mail addresses of people, as they are kept and compared."""

import unicodedata


def normal_email(address: str) -> str:
    """The one spelling under which an e-mail address is kept and compared."""
    return unicodedata.normalize("NFKC", address).strip().casefold()
