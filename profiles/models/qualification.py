"""What a career asks for: routes into it, qualifications and requirements."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from core.content_version import ContentModel
from profiles.models.messages import there_is_already
from profiles.models.vocabulary import Subject


class Qualification(ContentModel):
    """An award a pupil can study for.

    ``level`` is the RQF level, 1 to 8, or 0 for entry level. England and Northern Ireland.
    Source: https://www.gov.uk/what-different-qualification-levels-mean
    """

    name = models.CharField(
        max_length=80,
        unique=True,
        error_messages=there_is_already("qualification", "name"),
        help_text="One of it: GCSE, A level, degree.",
    )
    plural = models.CharField(max_length=80, help_text="Several of it: GCSEs, A levels, degrees.")
    slug = models.SlugField(
        max_length=80, unique=True, error_messages=there_is_already("qualification", "slug")
    )
    level = models.PositiveSmallIntegerField(
        "RQF level", validators=[MaxValueValidator(8)], help_text="1 to 8; 0 is entry level."
    )
    description = models.TextField(blank=True, help_text="What it is and how long it takes.")

    class Meta:
        ordering = ["level", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="qualification_level_0_to_8",
                condition=Q(level__lte=8),
                violation_error_message="RQF levels go from 0 (entry) to 8.",
            ),
        ]

    def __str__(self):
        return self.name


class RouteKind(models.TextChoices):
    UNIVERSITY = "university", "University"
    COLLEGE = "college", "College"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    WORK = "work", "Working towards it"
    DIRECT = "direct", "Applying directly"
    VOLUNTEERING = "volunteering", "Volunteering"
    OTHER = "other", "Another way"


class Route(ContentModel):
    """One way into a career."""

    career = models.ForeignKey("profiles.Career", models.CASCADE, related_name="routes")
    kind = models.CharField(max_length=16, choices=RouteKind)
    text = models.TextField(blank=True, help_text="Markdown. How this way works, in a few short sentences.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="route_kind_known",
                condition=Q(kind__in=RouteKind.values),
                violation_error_message="Choose a way in from the list.",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class Strength(models.TextChoices):
    MUST = "must", "must have"
    USUALLY = "usually", "usually needed"
    HELPS = "helps", "helps"


class Requirement(ContentModel):
    """One thing a career, or one route into it, asks for.

    Either structured (``at_least`` to ``at_most`` of a ``qualification``, with subjects and a
    grade) or, where the source cannot be read so, ``words``. Without a route it holds for every
    route. ``grade`` is the lowest that is accepted, as the award writes it. Requirements of one
    route with different ``purpose`` belong to different courses.
    """

    career = models.ForeignKey("profiles.Career", models.CASCADE, related_name="requirements")
    route = models.ForeignKey(Route, models.CASCADE, null=True, blank=True, related_name="requirements")
    strength = models.CharField(max_length=8, choices=Strength)
    at_least = models.PositiveSmallIntegerField(
        "how many", null=True, blank=True, help_text="The lower number of “4 or 5 GCSEs”. Empty: some."
    )
    at_most = models.PositiveSmallIntegerField(
        "up to", null=True, blank=True, help_text="The higher number. Empty: “or more”."
    )
    qualification = models.ForeignKey(
        Qualification, models.PROTECT, null=True, blank=True, related_name="requirements"
    )
    or_equivalent = models.BooleanField("or equivalent", default=True)
    subjects = models.ManyToManyField(
        Subject, blank=True, related_name="requirements", help_text="All of these."
    )
    subject_words = models.CharField(
        "subject in words", max_length=160, blank=True, help_text="For example: a numerate or IT subject."
    )
    grade = models.CharField(
        max_length=24, blank=True, help_text="The lowest that is accepted, such as 4 for GCSE. May be empty."
    )
    purpose = models.CharField(
        "for", max_length=120, blank=True, help_text="What it opens, such as: an advanced apprenticeship."
    )
    words = models.CharField(
        max_length=400, blank=True, help_text="Only where no qualification fits: a clean driving licence."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="requirement_strength_known",
                condition=Q(strength__in=Strength.values),
                violation_error_message="Say how strongly it is asked for: must, usually or helps.",
            ),
            models.CheckConstraint(
                name="requirement_qualification_or_words",
                condition=Q(qualification=None) & ~Q(words="") | ~Q(qualification=None) & Q(words=""),
                violation_error_message="Choose a qualification, or say it in words; not both.",
            ),
            models.CheckConstraint(
                name="requirement_numbers_in_order",
                condition=Q(at_least=None) | Q(at_most=None) | Q(at_least__lte=F("at_most")),
                violation_error_message="The lower number is above the higher one.",
            ),
        ]

    def __str__(self):
        return self.words or f"{self.get_strength_display()} {self.subject_words}".strip()
