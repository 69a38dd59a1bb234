import re
import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from webinars.addresses import normal_email


def new_nonce() -> str:
    """96 random bits: what a code of a row is signed over, so that a new one ends the old codes."""
    return secrets.token_urlsafe(12)


class SchoolQuerySet(models.QuerySet["School"]):
    def of_the_register(self) -> Self:
        return self.exclude(urn="")

    def found_by(self, words: str) -> Self:
        """Schools of the register whose name, town or postcode has every one of ``words``."""
        found = self.of_the_register()
        for word in words.split():
            place = Q(name__icontains=word) | Q(town__icontains=word) | Q(postcode__icontains=word)
            found = found.filter(place)
        return found


class School(models.Model):
    """A school or college whose groups come to webinars.

    ``urn`` is its number in the register of schools in England; a school that an adviser typed has
    none and is never offered to others. Source: https://get-information-schools.service.gov.uk
    """

    name = models.CharField(max_length=160)
    urn = models.CharField("URN", max_length=8, blank=True, help_text="Its number in the register.")
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=10, blank=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="school_urn_is_its_own",
                fields=["urn"],
                condition=~Q(urn=""),
                violation_error_message="Another school has that URN.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where it is: ``Bristol, BS31 2DY``."""
        return ", ".join(filter(None, [self.town, self.postcode]))


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


def normal_label(label: str) -> str:
    """How group labels are compared: ``10 b`` is ``10B``."""
    return re.sub(r"\s+", "", label).casefold()
