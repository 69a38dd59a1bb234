import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from webinars.addresses import normal_email
from webinars.models.school import School


def new_nonce() -> str:
    """96 random bits: what a code of a row is signed over, so that a new one ends the old codes."""
    return secrets.token_urlsafe(12)


class Adviser(models.Model):
    """A person at a school who books groups. Not a user of the admin, and with no permissions.

    ``nonce`` is in every sign-in link; using one replaces it, so that each works once.

    Personal columns: ``email`` and ``name``, deleted when the adviser asks, or 18 months after
    the last booking.
    """

    email = models.EmailField(
        "e-mail", unique=True, error_messages={"unique": "Another adviser has that e-mail address."}
    )
    name = models.CharField(max_length=120)
    school = models.ForeignKey(School, models.PROTECT, related_name="advisers")
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    proved_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="adviser_email_lower_case",
                condition=Q(email=Lower("email")),
                violation_error_message="Write the e-mail address in small letters.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.email = normal_email(self.email)
