from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from webinars.models.adviser import Adviser
from webinars.models.booking import Booking, BookingRequest
from webinars.models.webinar import Webinar


class Kind(models.TextChoices):
    """What a mail tells of. Each has a text in ``templates/webinars/mail``."""

    SIGN_IN = "sign-in", "Link to sign in"
    PROVE = "prove", "Link to confirm places"
    BOOKED = "booked", "Groups booked or waiting"
    PROMOTED = "promoted", "Places from the waiting list"
    CHANGED_PLACES = "places", "Number of places changed"
    CHANGED = "changed", "Webinar moved or postponed"
    CANCELLED = "cancelled", "Cancelled"
    STILL_COMING = "still-coming", "Still coming? Three school days before"
    DAY_BEFORE = "day-before", "Reminder, one school day before"
    HOUR_BEFORE = "hour-before", "Reminder, one hour before"
    AFTERWARDS = "afterwards", "Thank you, and how many came?"
    RECORDING = "recording", "The recording, for those who missed it"


# A reminder is of no use late; anything else is sent however late.
REMINDERS = [Kind.STILL_COMING, Kind.DAY_BEFORE, Kind.HOUR_BEFORE]


class MailQuerySet(models.QuerySet["Mail"]):
    def unsent(self) -> Self:
        return self.filter(sent_at=None, dropped_at=None, failed_at=None)

    def due(self, now: datetime) -> Self:
        """What may be sent at ``now`` and no sender has taken, the urgent first."""
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.unsent().filter(free, due_at__lte=now).order_by("-is_urgent", "due_at", "pk")


class Mail(models.Model):
    """One message to one adviser, written in the transaction of what it tells: this table is the queue.

    ``key`` names the one thing it tells, so that nothing is told twice. ``due_at`` is when it may
    go, and after a failed try when to try again; ``useless_at`` when it no longer makes sense. It
    holds no text and no code: the sender makes both from the rows, and drops what is no longer true.
    Source: docs/adr/0008-mail-is-a-table.md.
    """

    key = models.CharField(
        max_length=120, unique=True, error_messages={"unique": "Another mail tells of this already."}
    )
    kind = models.CharField(max_length=14, choices=Kind)
    adviser = models.ForeignKey(Adviser, models.CASCADE, related_name="mails")
    webinar = models.ForeignKey(Webinar, models.CASCADE, null=True, blank=True, related_name="mails")
    booking_request = models.ForeignKey(
        BookingRequest, models.CASCADE, null=True, blank=True, related_name="mails"
    )
    booking = models.ForeignKey(Booking, models.CASCADE, null=True, blank=True, related_name="mails")
    is_urgent = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    useless_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(
        max_length=200, blank=True, help_text="Why the last try failed, or why it was dropped. No address."
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = "mail"
        verbose_name_plural = "mail"
        permissions = [("resend_mail", "Can send failed mail again")]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="mail_to_send",
                condition=Q(sent_at=None, dropped_at=None, failed_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_kind_is_known",
                condition=Q(kind__in=Kind.values),
                violation_error_message="Choose a kind from the list.",
            ),
            models.CheckConstraint(
                name="mail_ends_one_way",
                condition=Q(sent_at=None, dropped_at=None)
                | Q(sent_at=None, failed_at=None)
                | Q(dropped_at=None, failed_at=None),
                violation_error_message="A mail is sent, dropped or failed.",
            ),
            models.CheckConstraint(
                name="mail_reminder_has_an_end",
                condition=~Q(kind__in=REMINDERS) | Q(useless_at__isnull=False),
                violation_error_message="A reminder says when it is of no use.",
            ),
        ]

    def __str__(self) -> str:
        return f"Mail {self.pk}: {self.get_kind_display()}"
