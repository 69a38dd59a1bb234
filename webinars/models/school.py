from typing import Self

from django.db import models
from django.db.models import Q


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
