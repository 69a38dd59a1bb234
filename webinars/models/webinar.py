from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from core.content_version import ContentModel, ContentQuerySet
from profiles.models import Career
from webinars.models import booking_state

YOUNGEST_YEAR, OLDEST_YEAR = 7, 13
JOIN_OPENS = timedelta(minutes=15)
# Columns, each a question to which both yes and no are answers.
ACCESS_QUESTIONS = ("has_captions", "has_bsl", "has_slides_before", "has_quiet_chat")
SAFEGUARDING_QUESTIONS = ("cameras_are_off", "chat_is_moderated", "has_two_staff", "is_recorded")
QUESTIONS = ACCESS_QUESTIONS + SAFEGUARDING_QUESTIONS

# Source: https://www.gatsbybenchmarks.org.uk
BENCHMARKS = {
    "1": "A stable careers programme",
    "2": "Learning from labour market information",
    "3": "Addressing the needs of each pupil",
    "4": "Linking curriculum learning to careers",
    "5": "Encounters with employers",
    "6": "Experiences of workplaces",
    "7": "Encounters with further and higher education",
    "8": "Personal guidance",
}


class WebinarKind(models.TextChoices):
    EMPLOYER = "employer", "Meet an employer"
    PROVIDER = "provider", "Meet a college, university or training provider"
    GUIDANCE = "guidance", "Careers guidance"
    OTHER = "other", "Something else"


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    POSTPONED = "postponed", "Postponed, date to follow"
    CANCELLED = "cancelled", "Cancelled"


class Roster(models.TextChoices):
    COUNTS = "counts", "Numbers only"
    LABELS = "labels", "First names and initials, or codes"


class Series(ContentModel):
    """Webinars that belong together, such as "Green jobs week"."""

    name = models.CharField(
        max_length=80, unique=True, error_messages={"unique": "Another series has that name."}
    )
    slug = models.SlugField(
        max_length=80, unique=True, error_messages={"unique": "Another series has that address."}
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('webinars:webinar-list')}?series={self.slug}"


class WebinarQuerySet(ContentQuerySet["Webinar"]):
    def public(self) -> Self:
        """Everything that readers may see; a cancelled one says so at its address."""
        return self.exclude(status=Status.DRAFT)

    def upcoming(self, now: datetime) -> Self:
        """Published webinars that have not ended, the next one first."""
        return self.filter(status=Status.PUBLISHED, ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> Self:
        """Webinars that took place and have ended by ``now``, the latest one first."""
        return self.filter(status=Status.PUBLISHED, ends_at__lte=now).order_by("-starts_at", "pk")

    def with_places_taken(self, now: datetime) -> Self:
        """Each with ``places_taken``, the places confirmed and those held at ``now``, and with
        ``groups_waiting``, the groups in the queue whose address is proved: no group may overtake them.
        """
        holding = booking_state.holds_places(now, "bookings__")
        waiting = booking_state.waiting("bookings__") & booking_state.proved("bookings__")
        return self.annotate(
            places_taken=models.functions.Coalesce(models.Sum("bookings__places", filter=holding), 0),
            groups_waiting=models.Count("bookings", filter=waiting),
        )


def _answer(words: str, help_text: str = "") -> models.BooleanField:
    """A question with no answer yet: yes and no are both answers."""
    return models.BooleanField(words, null=True, blank=True, help_text=help_text)


class Webinar(ContentModel):
    """An online talk for groups of pupils.

    ``capacity`` counts places of pupils: None is no limit, 0 a waiting list only. Whether it is
    open for booking is computed, never stored. ``join_url`` is a secret: no public page, feed,
    mail or log may hold it. ``revision`` grows with each change that advisers are told of.
    ``places_taken`` and ``groups_waiting`` are there after ``with_places_taken()``.
    """

    Status = Status

    places_taken: int
    groups_waiting: int

    title = models.CharField(max_length=120)
    slug = models.SlugField(
        max_length=120, unique=True, error_messages={"unique": "Another webinar has that address."}
    )
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="webinars")
    kind = models.CharField(max_length=10, choices=WebinarKind)
    summary = models.CharField(max_length=200, help_text="One sentence for lists.")
    description = models.TextField(blank=True, help_text="Markdown.")
    purpose = models.TextField(blank=True, help_text="Why a group should come. Markdown.")
    outcomes = models.TextField(blank=True, help_text="What pupils will know or do after. Markdown list.")
    presenter = models.CharField(max_length=160, blank=True, help_text="Who speaks, and for whom they work.")
    starts_at = models.DateTimeField("starts at", help_text="London time.")
    duration_minutes = models.PositiveSmallIntegerField(
        default=45, validators=[MinValueValidator(5), MaxValueValidator(480)], help_text="Minutes."
    )
    ends_at = models.DateTimeField(editable=False)
    year_from = models.PositiveSmallIntegerField(
        "from year",
        default=YOUNGEST_YEAR,
        validators=[MinValueValidator(YOUNGEST_YEAR), MaxValueValidator(OLDEST_YEAR)],
    )
    year_to = models.PositiveSmallIntegerField(
        "to year",
        default=OLDEST_YEAR,
        validators=[MinValueValidator(YOUNGEST_YEAR), MaxValueValidator(OLDEST_YEAR)],
    )
    careers = models.ManyToManyField(Career, blank=True, related_name="webinars")
    benchmarks = models.CharField(
        "Gatsby benchmarks", max_length=8, blank=True, help_text="Their numbers, such as 25 for 2 and 5."
    )
    capacity = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(100_000)],
        help_text="Places for pupils. Empty: no limit. 0: a waiting list only.",
    )
    largest_group = models.PositiveSmallIntegerField(
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(1_000)],
        help_text="The most places one group may ask for.",
    )
    smaller_may_pass = models.BooleanField(
        "let smaller groups pass",
        default=False,
        help_text="A group that fits need not wait behind a larger one that does not. The page says so.",
    )
    booking_opens_at = models.DateTimeField(null=True, blank=True, help_text="Empty: open at once.")
    booking_closes_at = models.DateTimeField(null=True, blank=True, help_text="Empty: open until it starts.")
    roster = models.CharField(max_length=6, choices=Roster, default=Roster.COUNTS, editable=False)
    has_captions = _answer("live captions?")
    has_bsl = _answer("British Sign Language?")
    has_slides_before = _answer("slides sent before?")
    has_quiet_chat = _answer("questions in writing?", "So that nobody has to speak.")
    cameras_are_off = _answer("pupils’ cameras and microphones stay off?")
    chat_is_moderated = _answer("chat read by staff before it shows?")
    has_two_staff = _answer("two members of staff throughout?")
    is_recorded = _answer("recorded?")
    join_url = models.URLField(
        "join address", max_length=500, blank=True, help_text="Secret. Shown to booked groups on the day."
    )
    recording_url = models.URLField("recording", max_length=500, blank=True)
    recording_shows_no_pupil = models.BooleanField(
        "no pupil is seen, heard or named in the recording", default=False
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    status_reason = models.CharField(max_length=200, blank=True, editable=False)
    moved_from = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = WebinarQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        permissions = [("publish_webinar", "Can publish, move and cancel webinars")]
        indexes = [models.Index(fields=["status", "starts_at"], name="webinar_by_time")]
        constraints = [
            models.CheckConstraint(
                name="webinar_kind_is_known",
                condition=Q(kind__in=WebinarKind.values),
                violation_error_message="Choose a kind from the list.",
            ),
            models.CheckConstraint(
                name="webinar_status_is_known",
                condition=Q(status__in=Status.values),
                violation_error_message="Choose a status from the list.",
            ),
            models.CheckConstraint(
                name="webinar_roster_is_known",
                condition=Q(roster__in=Roster.values),
                violation_error_message="Choose a kind of list.",
            ),
            models.CheckConstraint(
                name="webinar_years_in_order",
                condition=Q(
                    year_from__gte=YOUNGEST_YEAR, year_to__lte=OLDEST_YEAR, year_from__lte=F("year_to")
                ),
                violation_error_message="Choose years from 7 to 13, the younger one first.",
            ),
            models.CheckConstraint(
                name="webinar_lasts_a_while",
                condition=Q(duration_minutes__gte=5, duration_minutes__lte=480),
                violation_error_message="It lasts from 5 to 480 minutes.",
            ),
            models.CheckConstraint(
                name="webinar_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="It ends after it starts.",
            ),
            models.CheckConstraint(
                name="webinar_booking_opens_before_closing",
                condition=Q(booking_opens_at=None)
                | Q(booking_closes_at=None)
                | Q(booking_opens_at__lt=F("booking_closes_at")),
                violation_error_message="Booking closes before it opens.",
            ),
            models.CheckConstraint(
                name="webinar_booking_closes_by_start",
                condition=Q(booking_closes_at=None) | Q(booking_closes_at__lte=F("starts_at")),
                violation_error_message="Booking closes after the webinar starts.",
            ),
            models.CheckConstraint(
                name="webinar_largest_group_is_one_or_more",
                condition=Q(largest_group__gte=1, largest_group__lte=1_000),
                violation_error_message="A group has from 1 to 1,000 places.",
            ),
            models.CheckConstraint(
                name="webinar_benchmarks_are_numbers",
                condition=Q(benchmarks__regex=r"^1?2?3?4?5?6?7?8?$"),
                violation_error_message="Write the benchmarks’ numbers in order, such as 25.",
            ),
            models.CheckConstraint(
                name="webinar_answers_before_publishing",
                condition=Q(status=Status.DRAFT)
                | Q(**{f"{question}__isnull": False for question in QUESTIONS}),
                violation_error_message="Answer every question about access and safeguarding first.",
            ),
            models.CheckConstraint(
                name="webinar_recording_shows_no_pupil",
                condition=Q(recording_url="") | Q(recording_shows_no_pupil=True),
                violation_error_message="Tick that no pupil is seen, heard or named in the recording.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("webinars:webinar-detail", args=[self.slug])

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.ends_at = self.starts_at + self.duration
        if update_fields is not None:
            update_fields = {*update_fields, "ends_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.duration_minutes)

    @property
    def unanswered(self) -> list[str]:
        """The names of the questions about access and safeguarding that have no answer yet."""
        return [question for question in QUESTIONS if getattr(self, question) is None]

    @property
    def years(self) -> range:
        return range(self.year_from, self.year_to + 1)

    # --- Its status ---------------------------------------------------------------------------------

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_postponed(self) -> bool:
        return self.status == Status.POSTPONED

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED

    @property
    def is_announced(self) -> bool:
        """Whether readers know of it and it is not cancelled: its groups keep what they have."""
        return self.is_published or self.is_postponed

    # --- Booking ------------------------------------------------------------------------------------

    @property
    def booking_ends_at(self) -> datetime:
        return self.booking_closes_at or self.starts_at

    def opens_later(self, now: datetime) -> bool:
        """Whether booking opens at a moment after ``now``."""
        return self.booking_opens_at is not None and self.booking_opens_at > now

    def is_open(self, now: datetime) -> bool:
        """Whether groups may book or leave the waiting list."""
        return self.is_published and not self.opens_later(now) and now < self.booking_ends_at

    def places_free(self, taken: int) -> int | None:
        """How many places are left when ``taken`` are: None without a limit.

        Never negative, however far the capacity was lowered.
        """
        return None if self.capacity is None else max(0, self.capacity - taken)

    def may_pass_queue(self, waiting: int) -> bool:
        """Whether a new group may have free places while ``waiting`` proved groups are in the queue."""
        return not waiting or self.smaller_may_pass

    # --- The day ------------------------------------------------------------------------------------

    @property
    def room_opens_at(self) -> datetime:
        return self.starts_at - JOIN_OPENS

    def has_room_opened(self, now: datetime) -> bool:
        """Whether it is 15 minutes before the start, or later."""
        return self.is_published and self.room_opens_at <= now

    def is_joinable(self, now: datetime) -> bool:
        """From 15 minutes before the start to the end."""
        return self.has_room_opened(now) and now < self.ends_at

    def starts_later(self, now: datetime) -> bool:
        return now < self.starts_at

    def has_started(self, now: datetime) -> bool:
        return self.is_published and not self.starts_later(now)

    def counts_heads(self, now: datetime) -> bool:
        """From when the room opens to midnight, in London, of the day on which it ends."""
        last_day = timezone.localtime(self.ends_at).date()
        return self.has_room_opened(now) and timezone.localtime(now).date() <= last_day

    def counts_heads_late(self, now: datetime) -> bool:
        """From the start to 31 August, the end of the school year: for the adviser."""
        day = timezone.localtime(self.starts_at).date()
        last_day = date(day.year + (day.month > 8), 8, 31)
        return self.has_started(now) and timezone.localtime(now).date() <= last_day

    def is_past(self, now: datetime) -> bool:
        """Whether its time is over, cancelled or not. A postponed one has a date to come."""
        return self.ends_at <= now and not self.is_postponed

    def has_ended(self, now: datetime) -> bool:
        """Whether it took place and is over."""
        return self.is_published and self.is_past(now)

    def is_to_come(self, now: datetime) -> bool:
        """Whether it may still be moved or cancelled."""
        return self.is_announced and not self.has_ended(now)
