"""The states of a career, and which careers are in which state at a moment."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class CareerState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


def in_state(state: CareerState, now: datetime) -> Q:
    """The condition on careers whose state at ``now`` is ``state``; :meth:`Career.state_at` of one row.

    Every career is in exactly one state.
    """
    match state:
        case CareerState.DRAFT:
            return Q(publish_at=None)
        case CareerState.SCHEDULED:
            return Q(publish_at__gt=now)
        case CareerState.PUBLISHED:
            return Q(publish_at__lte=now) & (Q(withdraw_at=None) | Q(withdraw_at__gt=now))
        case CareerState.WITHDRAWN:
            return Q(publish_at__lte=now, withdraw_at__lte=now)
