"""Publishing and withdrawing careers, one or many."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Value, When

from profiles.models import Career


@transaction.atomic
def publish(*, careers: Collection[Career], now: datetime) -> list[Career]:
    """Publish drafts, scheduled and withdrawn careers at ``now``; return those that changed.

    A withdrawn career keeps the time at which it was first published, and a scheduled withdrawal
    is kept. ``now`` is an aware datetime.
    """
    rows = Career.objects.select_for_update().filter(pk__in=[career.pk for career in careers])
    changing = [career for career in rows if not career.is_published(now)]
    Career.objects.filter(pk__in=[career.pk for career in changing]).update(
        publish_at=Case(When(publish_at__lte=now, then=F("publish_at")), default=Value(now)),
        withdraw_at=Case(When(withdraw_at__lte=now, then=None), default=F("withdraw_at")),
        changed_at=now,
    )
    return changing


@transaction.atomic
def withdraw(*, careers: Collection[Career], now: datetime) -> list[Career]:
    """Withdraw published careers at ``now``; return those that changed.

    Drafts and scheduled careers stay as they are. ``now`` is an aware datetime.
    """
    rows = Career.objects.select_for_update().filter(pk__in=[career.pk for career in careers])
    # A constraint requires withdrawal to be later than publication, so careers published at ``now`` stay.
    changing = [career for career in rows.filter(publish_at__lt=now) if career.is_published(now)]
    Career.objects.filter(pk__in=[career.pk for career in changing]).update(withdraw_at=now, changed_at=now)
    return changing
