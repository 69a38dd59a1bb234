"""The words by which careers are sorted: sectors, subjects, skills and conditions."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.content_version import ContentModel
from profiles.models.messages import there_is_already


class Sector(ContentModel):
    """A part of working life, such as Healthcare. ``hue`` picks one of the twelve colours."""

    name = models.CharField(max_length=80, unique=True, error_messages=there_is_already("sector", "name"))
    slug = models.SlugField(
        max_length=80,
        unique=True,
        error_messages=there_is_already("sector", "address"),
        help_text="The end of the sector's address.",
    )
    description = models.TextField(blank=True, help_text="What this sector is, in two or three sentences.")
    hue = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(11)], help_text="The colour of its doors, 0 to 11."
    )

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sector_hue_one_of_twelve",
                condition=Q(hue__lte=11),
                violation_error_message="Choose a colour from 0 to 11.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("profiles:sector-detail", args=[self.slug])


class Subject(ContentModel):
    """A school subject, such as Biology."""

    name = models.CharField(max_length=80, unique=True, error_messages=there_is_already("subject", "name"))
    slug = models.SlugField(
        max_length=80,
        unique=True,
        error_messages=there_is_already("subject", "address"),
        help_text="The end of the subject's address.",
    )
    description = models.TextField(blank=True, help_text="What one learns in it, and what it opens.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("profiles:subject-detail", args=[self.slug])


class Skill(ContentModel):
    """An essential skill, such as Listening."""

    name = models.CharField(max_length=80, unique=True, error_messages=there_is_already("skill", "name"))
    slug = models.SlugField(
        max_length=80,
        unique=True,
        error_messages=there_is_already("skill", "address"),
        help_text="The end of the skill's address.",
    )
    description = models.TextField(help_text="What it is, so that a 12-year-old understands.")
    one_thing_to_try = models.TextField(
        blank=True, help_text="Shown where a career names nothing of its own to try."
    )

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("profiles:skill-detail", args=[self.slug])


class Interest(models.TextChoices):
    """What a job lets people do, in the order of Holland's six types, whose names no pupil needs.

    Source: https://www.onetcenter.org/IP.html (Realistic, Investigative, Artistic, Social,
    Enterprising, Conventional).
    """

    MAKING = "making", "Making and mending"
    FINDING_OUT = "finding-out", "Finding things out"
    CREATING = "creating", "Creating"
    HELPING = "helping", "Helping and teaching"
    LEADING = "leading", "Leading and persuading"
    ORGANISING = "organising", "Organising and checking"


class ConditionFamily(models.TextChoices):
    PLACE = "place", "where you would work"
    SURROUNDINGS = "surroundings", "working conditions"
    CLOTHING = "clothing", "clothing"
    PATTERN = "pattern", "working pattern"
    BACKGROUND = "background", "background check"
    AGE = "age", "age"
    LICENCE = "licence", "driving licence"
    HEALTH = "health", "medical or fitness"
    RESIDENCY = "residency", "residency"
    CLEARANCE = "clearance", "security clearance"
    REGISTRATION = "registration", "registration"
    LANGUAGE = "language", "language"
    OTHER = "other", "other rules"


class Condition(ContentModel):
    """One thing that is good to know before choosing, as a single word one can filter by.

    ``name`` is the word ("outdoors in all weathers"), ``sentence`` what the profile says
    where the career has nothing more exact.
    """

    family = models.CharField(max_length=16, choices=ConditionFamily)
    name = models.CharField(
        max_length=80,
        unique=True,
        error_messages=there_is_already("condition", "name"),
        help_text="A word or two: outdoors in all weathers.",
    )
    slug = models.SlugField(max_length=80, unique=True, error_messages=there_is_already("condition", "slug"))
    sentence = models.CharField(
        max_length=200, help_text="A whole sentence: You would be outdoors in all weathers."
    )

    class Meta:
        ordering = ["family", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="condition_family_known",
                condition=Q(family__in=ConditionFamily.values),
                violation_error_message="Choose a family of conditions from the list.",
            ),
        ]

    def __str__(self):
        return self.name
