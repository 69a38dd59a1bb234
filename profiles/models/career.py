from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, Min, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.dates import MONTHS
from pictures.models import PictureField

from core.content_version import ContentModel, ContentQuerySet
from core.picture_files import photograph_is_usable
from profiles.models.career_state import CareerState, in_state
from profiles.models.messages import there_is_already
from profiles.models.qualification import Route
from profiles.models.source import Source
from profiles.models.vocabulary import Condition, Interest, Sector, Skill, Subject

# Pages of the site that stand where a career could: /careers/compare/, /careers/surprise/.
RESERVED_SLUGS = ["compare", "surprise"]
# The years of which a figure may be true, and that have careers of the month.
FIRST_YEAR, LAST_YEAR = 2000, 2100
YEAR = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
LONGEST_OTHER_TITLE = 160  # characters


def _as_at_together(figure: str, words: str) -> models.CheckConstraint:
    """A figure has the month it was true, whole; without one there is neither month nor year."""
    year, month = f"{figure}_as_at_year", f"{figure}_as_at_month"
    return models.CheckConstraint(
        name=f"career_{figure}_as_at_whole_month",
        # A comparison with nothing is neither true nor false, and a constraint lets that pass.
        condition=Q(**{year: None, month: None})
        | Q(**{f"{year}__isnull": False, f"{year}__gte": FIRST_YEAR, f"{year}__lte": LAST_YEAR})
        & Q(**{f"{month}__isnull": False, f"{month}__gte": 1, f"{month}__lte": 12}),
        violation_error_message=f"Give both the month and the year at which {words} true, or neither.",
    )


def _with_another(relation: str, said_already: str) -> list[models.BaseConstraint]:
    """A relation leads to another career, and to each at most once."""
    return [
        models.UniqueConstraint(
            name=f"{relation}_once", fields=["career", "other"], violation_error_message=said_already
        ),
        models.CheckConstraint(
            name=f"{relation}_is_another",
            condition=~Q(career=F("other")),
            violation_error_message="A career is not related to itself.",
        ),
    ]


class CareerQuerySet(ContentQuerySet):
    def published(self, now: datetime) -> Self:
        return self.filter(in_state(CareerState.PUBLISHED, now))

    def withdrawn(self, now: datetime) -> Self:
        return self.filter(in_state(CareerState.WITHDRAWN, now))

    def complete(self) -> Self:
        """Whole enough to stand on the home page for a month."""
        filled = self.exclude(overview="").exclude(day_to_day="").exclude(main_sector=None)
        return filled.filter(Exists(Route.objects.filter(career=OuterRef("pk"))))

    def next_turn(self, now: datetime) -> datetime | None:
        """The next moment after ``now`` at which time alone publishes or withdraws one of them."""
        turns = self.aggregate(
            published=Min("publish_at", filter=Q(publish_at__gt=now)),
            withdrawn=Min("withdraw_at", filter=Q(withdraw_at__gt=now)),
        )
        return min(filter(None, turns.values()), default=None)

    def with_state(self, now: datetime) -> Self:
        """Each with its ``state`` at ``now``, a value of :class:`CareerState`."""
        return self.annotate(
            state=Case(
                *(When(in_state(state, now), then=Value(state)) for state in CareerState),
                output_field=models.CharField(choices=CareerState),
            )
        )


class Career(ContentModel):
    """A job a pupil can read about.

    ``salary_starter`` and ``salary_experienced`` are whole pounds a year before tax, for the
    UK; empty is said as "Varies". Hours are a week. Without ``publish_at`` it is a draft; from
    ``withdraw_at`` on it is withdrawn.
    """

    title = models.CharField(max_length=120, help_text="The usual name of the job: Biochemist.")
    slug = models.SlugField(
        max_length=120,
        unique=True,
        error_messages=there_is_already("career", "address"),
        help_text="The end of its address. When you change it, the old address leads here for ever.",
    )
    summary = models.CharField(
        max_length=160,
        help_text="One sentence for cards, search and sharing. A 13-year-old can read it.",
    )
    main_sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="main_careers",
        help_text="It gives the career its colour.",
    )
    other_sectors = models.ManyToManyField(Sector, blank=True, related_name="other_careers")
    subjects = models.ManyToManyField(
        Subject, blank=True, related_name="careers", help_text="School subjects that lead here."
    )

    drawing = models.CharField(
        max_length=60, blank=True, help_text="A drawing of the site; empty: the sector's own."
    )
    drawing_alt = models.CharField(
        "the drawing in words", max_length=200, blank=True, help_text="For somebody who cannot see it."
    )
    photograph = PictureField(
        upload_to="careers/",
        blank=True,
        aspect_ratios=["4/5"],
        width_field="photograph_width",
        height_field="photograph_height",
        validators=[photograph_is_usable],
        help_text="Shown instead of the drawing. JPEG, PNG or WebP, at most 5 MB and 16 megapixels.",
    )
    photograph_alt = models.CharField(
        "the photograph in words", max_length=200, blank=True, help_text="For somebody who cannot see it."
    )
    photograph_credit = models.CharField(max_length=120, blank=True, help_text="Who took it.")
    photograph_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    photograph_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    photograph_is_ready = models.BooleanField(default=False, editable=False)

    salary_starter = models.PositiveIntegerField(
        "starter salary", null=True, blank=True, help_text="Pounds a year before tax. Empty: “Varies”."
    )
    salary_experienced = models.PositiveIntegerField(
        "experienced salary", null=True, blank=True, help_text="Pounds a year before tax. Empty: “Varies”."
    )
    salary_note = models.CharField(
        "about the salary",
        max_length=160,
        blank=True,
        help_text="A short sentence below the figures, or in their place.",
    )
    salary_source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="salaries")
    salary_as_at_month = models.PositiveSmallIntegerField(
        "true in (month)", null=True, blank=True, choices=list(MONTHS.items())
    )
    salary_as_at_year = models.PositiveSmallIntegerField(
        "true in (year)", null=True, blank=True, validators=YEAR
    )
    hours_min = models.DecimalField(
        "fewest hours a week",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    hours_max = models.DecimalField(
        "most hours a week",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    hours_note = models.CharField(
        "about the hours", max_length=160, blank=True, help_text="For example: term time only."
    )
    hours_source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="hours")
    hours_as_at_month = models.PositiveSmallIntegerField(
        "true in (month)", null=True, blank=True, choices=list(MONTHS.items())
    )
    hours_as_at_year = models.PositiveSmallIntegerField(
        "true in (year)", null=True, blank=True, validators=YEAR
    )

    overview = models.TextField(blank=True, help_text="Markdown. What the job is and why anybody wants it.")
    hard_part = models.TextField("the hard part", blank=True, help_text="One honest sentence.")
    hard_part_source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="hard_parts"
    )
    what_it_takes = models.TextField(blank=True, help_text="Markdown. A list: start each line with “- ”.")
    day_to_day = models.TextField(
        blank=True, help_text="Markdown. A list that goes on from “Your day to day could include …”."
    )
    no_degree_needed = models.BooleanField(
        default=False, help_text="Tick it where no usual way in asks for a degree."
    )
    skills: "models.ManyToManyField[Skill, CareerSkill]" = models.ManyToManyField(
        Skill, through="CareerSkill", related_name="careers"
    )
    academic_notes = models.TextField("academic and vocational notes", blank=True, help_text="Markdown.")
    work_notes = models.TextField("work-based training notes", blank=True, help_text="Markdown.")
    other_notes = models.TextField("other routes", blank=True, help_text="Markdown.")
    conditions: "models.ManyToManyField[Condition, CareerCondition]" = models.ManyToManyField(
        Condition, through="CareerCondition", related_name="careers"
    )
    where_it_can_lead = models.TextField(blank=True, help_text="Markdown.")
    find_out_more = models.TextField(
        blank=True, help_text="Markdown. Professional bodies and pages worth reading, as links."
    )

    publish_at = models.DateTimeField(null=True, blank=True, help_text="Empty: a draft.")
    withdraw_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on readers are told that it is gone."
    )
    reviewed_on = models.DateField("last reviewed", null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = CareerQuerySet.as_manager()

    class Meta:
        ordering = [Lower("title"), "pk"]
        permissions = [
            ("publish_career", "Can publish and withdraw careers"),
            ("preview_career", "Can preview careers that are not published"),
        ]
        constraints = [
            models.CheckConstraint(
                name="career_slug_not_a_page",
                condition=~Q(slug__in=RESERVED_SLUGS),
                violation_error_message="That address belongs to another page of the site.",
            ),
            models.CheckConstraint(
                name="career_starter_not_above_experienced",
                condition=Q(salary_starter=None)
                | Q(salary_experienced=None)
                | Q(salary_starter__lte=F("salary_experienced")),
                violation_error_message="The starter salary is above the experienced one.",
            ),
            models.CheckConstraint(
                name="career_salary_never_0",
                condition=~Q(salary_starter=0) & ~Q(salary_experienced=0),
                violation_error_message="Leave a salary empty where it varies; 0 would be read as unpaid.",
            ),
            models.CheckConstraint(
                name="career_hours_both_in_order",
                condition=Q(hours_min=None, hours_max=None)
                | Q(hours_min__isnull=False, hours_max__isnull=False)
                & Q(hours_min__gt=0, hours_max__gte=F("hours_min"), hours_max__lte=168),
                violation_error_message="Give both numbers of hours, the fewest first, or neither.",
            ),
            _as_at_together("salary", "the salary was"),
            _as_at_together("hours", "the hours were"),
            models.CheckConstraint(
                name="career_salary_has_source_and_month",
                condition=Q(salary_starter=None, salary_experienced=None)
                | (~Q(salary_source=None) & ~Q(salary_as_at_year=None)),
                violation_error_message="Say where the salary comes from, and at which month it was true.",
            ),
            models.CheckConstraint(
                name="career_hours_have_source_and_month",
                condition=Q(hours_min=None) | (~Q(hours_source=None) & ~Q(hours_as_at_year=None)),
                violation_error_message="Say where the hours come from, and at which month they were true.",
            ),
            models.CheckConstraint(
                name="career_photograph_has_words",
                condition=Q(photograph="") | ~Q(photograph_alt=""),
                violation_error_message="Say in words what the photograph shows.",
            ),
            models.CheckConstraint(
                name="career_drawing_has_words",
                condition=Q(drawing="") | ~Q(drawing_alt=""),
                violation_error_message="Say in words what the drawing shows.",
            ),
            models.CheckConstraint(
                name="career_withdrawn_after_published",
                condition=Q(withdraw_at=None) | Q(publish_at__isnull=False, withdraw_at__gt=F("publish_at")),
                violation_error_message="It can only be withdrawn after it was published.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("profiles:career-detail", args=[self.slug])

    def state_at(self, now: datetime) -> CareerState:
        """What :meth:`CareerQuerySet.with_state` says of this row at ``now``."""
        if self.publish_at is None:
            return CareerState.DRAFT
        if self.publish_at > now:
            return CareerState.SCHEDULED
        if self.withdraw_at and self.withdraw_at <= now:
            return CareerState.WITHDRAWN
        return CareerState.PUBLISHED

    def is_published(self, now: datetime) -> bool:
        return self.state_at(now) == CareerState.PUBLISHED

    def is_withdrawn(self, now: datetime) -> bool:
        return self.state_at(now) == CareerState.WITHDRAWN


class AttachableQuerySet(ContentQuerySet):
    """Parts of careers that an editor types, a sheet brings, or open data attaches."""

    def attached(self) -> Self:
        """Those that open data attached; they name their source."""
        return self.exclude(source=None)

    def unattached(self) -> Self:
        """Those that an editor typed or a sheet brought."""
        return self.filter(source=None)


class CareerTitle(ContentModel):
    """Another name of a career: shown as "also called", or hidden and only found by search.

    One with a ``source`` was attached from open data and goes when that source is removed.
    """

    career = models.ForeignKey(Career, models.CASCADE, related_name="titles")
    name = models.CharField(max_length=LONGEST_OTHER_TITLE)
    is_hidden = models.BooleanField(
        "only for search", default=False, help_text="Found by search, but not shown on the page."
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, editable=False, related_name="titles"
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = AttachableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "career",
                Lower("name"),
                name="career_title_once",
                violation_error_message="This career already has that title.",
            ),
        ]

    def __str__(self):
        return self.name


class CareerSlug(ContentModel):
    """An address a career once had. It leads to the career for ever and is never used again."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="old_slugs")
    slug = models.SlugField(
        max_length=120, unique=True, error_messages={"unique": "Another career once had this address."}
    )

    class Meta:
        ordering = ["slug", "pk"]

    def __str__(self):
        return self.slug


class CodeScheme(models.TextChoices):
    SOC2010 = "soc2010", "SOC 2010"
    SOC2020 = "soc2020", "SOC 2020"
    ONET = "onet", "O*NET-SOC"
    ESCO = "esco", "ESCO"


class ExternalCode(ContentModel):
    """What a classification calls this career."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=8, choices=CodeScheme)
    code = models.CharField(max_length=160, help_text="SOC and O*NET: the number; ESCO: the label.")

    class Meta:
        ordering = ["scheme", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="external_code_once",
                fields=["career", "scheme", "code"],
                violation_error_message="This career already has that code.",
            ),
            models.CheckConstraint(
                name="external_code_scheme_known",
                condition=Q(scheme__in=CodeScheme.values),
                violation_error_message="Choose a classification from the list.",
            ),
        ]

    def __str__(self):
        return f"{self.get_scheme_display()} {self.code}"


class CareerSkill(ContentModel):
    """How one career uses one essential skill, and one thing to try."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="skill_uses")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="uses")
    use = models.TextField(help_text="How this career uses the skill, in one or two sentences.")
    one_thing_to_try = models.TextField(blank=True, help_text="Empty: the skill's own.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="career_skill_once",
                fields=["career", "skill"],
                violation_error_message="This career already has that skill.",
            ),
        ]

    def __str__(self):
        return self.use


class CareerInterest(ContentModel):
    """What somebody who likes this career likes doing, the strongest first.

    One with a ``source`` came from open data and goes when that source is removed.
    """

    career = models.ForeignKey(Career, models.CASCADE, related_name="interests")
    interest = models.CharField(max_length=12, choices=Interest)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, editable=False, related_name="interests"
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = AttachableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="career_interest_known",
                condition=Q(interest__in=Interest.values),
                violation_error_message="Choose an interest from the list.",
            ),
            models.UniqueConstraint(
                name="career_interest_once",
                fields=["career", "interest"],
                violation_error_message="This career already has that interest.",
            ),
        ]

    def __str__(self):
        return self.get_interest_display()


class CareerCondition(ContentModel):
    """A condition of one career; ``detail`` says it more exactly than the condition's own sentence."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="condition_uses")
    condition = models.ForeignKey(Condition, models.PROTECT, related_name="uses")
    detail = models.CharField(
        max_length=600, blank=True, help_text="Markdown. A whole sentence; empty: the condition's own."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="career_condition_once",
                fields=["career", "condition", "detail"],
                violation_error_message="This career already says that.",
            ),
        ]

    def __str__(self):
        return self.detail or f"condition {self.condition_id}"


class RelatedCareer(ContentModel):
    """A career that an editor related to another, with the reason in words."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="related")
    other = models.ForeignKey(Career, models.CASCADE, related_name="related_from")
    reason = models.CharField(max_length=120, help_text="For example: works in the same team.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = _with_another("related_career", "These two are already beside each other.")

    def __str__(self):
        return self.reason


class RefusedRelation(ContentModel):
    """Two careers of which neither page may name the other, by an editor's decision."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="refused")
    other = models.ForeignKey(Career, models.CASCADE, related_name="refused_from")

    class Meta:
        ordering = ["career", "pk"]
        constraints = _with_another("refused_relation", "This career is already refused.")

    def __str__(self):
        return f"career {self.career_id} without career {self.other_id}"
