"""Signing in by a mailed link: asking for it, and using it once.

Source: docs/adr/0009-codes-are-signed-nonces.md.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce

from core import throttle
from webinars import codes, errors
from webinars.addresses import normal_email
from webinars.mail import outbox
from webinars.models import Adviser, Kind
from webinars.models.adviser import new_nonce

LINKS_OF_AN_ADDRESS = throttle.Limit("sign-in address", 3)  # an hour
LINKS_OF_A_NETWORK = throttle.Limit("sign-in network", 60)  # a whole school shares one address
LINK_LIFETIME = timedelta(seconds=codes.SIGN_IN_SECONDS)


@transaction.atomic
def ask_for_link(*, email: str, network: str, now: datetime) -> None:
    """Mail a link that signs in, where ``email`` is an adviser's; the links before it end.

    The answer does not tell whether it is: nothing is returned, and an address that has asked
    too often gets no mail. Raises ``AskedTooOften`` where the network has.
    """
    if throttle.take((LINKS_OF_A_NETWORK, network), now=now):
        raise errors.AskedTooOften
    email = normal_email(email)
    # Locked until commit, so that two requests at once are counted one after the other.
    adviser = Adviser.objects.select_for_update(no_key=True).filter(email=email).first()
    if throttle.take((LINKS_OF_AN_ADDRESS, email), now=now) or adviser is None:
        return
    adviser.nonce = new_nonce()
    adviser.save(update_fields=["nonce"])
    mail = outbox.compose(
        Kind.SIGN_IN, adviser.nonce, adviser=adviser, now=now, is_urgent=True, useless_at=now + LINK_LIFETIME
    )
    outbox.queue([mail])


def adviser_of(code: str) -> Adviser | None:
    """The adviser whom ``code`` would sign in; None where it is altered, old or used."""
    return codes.row_of(codes.Purpose.SIGN_IN, code, Adviser.objects.all())


def use_link(*, code: str, now: datetime) -> Adviser:
    """Spend the code of a link; return the adviser it signs in, whose address is proved by it.

    Raises ``CodeSpent`` where it is altered, old or used: of two at once, one wins.
    """
    adviser = adviser_of(code)
    if adviser is None:
        raise errors.CodeSpent
    unspent = Adviser.objects.filter(pk=adviser.pk, nonce=adviser.nonce)
    if unspent.update(nonce=new_nonce(), proved_at=Coalesce("proved_at", now)) != 1:
        raise errors.CodeSpent
    return adviser
