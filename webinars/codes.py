"""The codes in mailed links: signed, one purpose each, over a row's key and its nonce.

No code is stored: the sender makes one from the row whenever it needs it, and a new nonce ends
every old code. Source: docs/adr/0009-codes-are-signed-nonces.md.
"""

from enum import StrEnum
from typing import TypeVar

from django.core import signing
from django.db import models

SIGN_IN_SECONDS = 30 * 60

Row = TypeVar("Row", bound=models.Model)


class Purpose(StrEnum):
    SIGN_IN = "sign-in"  # an adviser; works once, for 30 minutes
    PROVE = "prove"  # a booking request; works once
    BOOKING = "booking"  # a booking; for its adviser
    ROOM = "room"  # a booking; for the teacher in the room


_NONCES = {Purpose.ROOM: "room_nonce"}
_SECONDS = {Purpose.SIGN_IN: SIGN_IN_SECONDS}


def _salt(purpose: Purpose) -> str:
    return f"webinars.codes.{purpose}"


def code_for(purpose: Purpose, row: models.Model) -> str:
    """The code that opens the page of ``row``; the same row may have many, all valid at once."""
    return signing.dumps([row.pk, getattr(row, _NONCES.get(purpose, "nonce"))], salt=_salt(purpose))


def row_of(purpose: Purpose, code: str, rows: models.QuerySet[Row]) -> Row | None:
    """The row of ``rows`` that ``code`` was made for; None where it is altered, old or used."""
    try:
        pk, nonce = signing.loads(code, salt=_salt(purpose), max_age=_SECONDS.get(purpose))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return rows.filter(pk=pk, **{_NONCES.get(purpose, "nonce"): nonce}).first()
