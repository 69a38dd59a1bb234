import re
from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from webinars.models import booking_state
from webinars.models.adviser import Adviser, new_nonce
from webinars.models.booking_state import LIVE, State
from webinars.models.school import School
from webinars.models.webinar import OLDEST_YEAR, YOUNGEST_YEAR, Webinar

YEARS = range(YOUNGEST_YEAR, OLDEST_YEAR + 1)


def normal_label(label: str) -> str:
    """How group labels are compared: ``10 b`` is ``10B``."""
    return re.sub(r"\s+", "", label).casefold()


class Actor(models.TextChoices):
    ADVISER = "adviser", "The adviser"
    STAFF = "staff", "The organiser"
    SITE = "site", "The site"


class BookingRequest(models.Model):
    """The groups that one adviser asked for together, with one form.

    ``form_key`` is the form's own: the same form sent again is the same request. ``nonce`` is in the
    link that proves the address; using it replaces it. ``name`` is what was typed, and is copied to
    the adviser once the address is proved.

    Personal columns: ``name``, deleted with the adviser.
    """

    webinar = models.ForeignKey(Webinar, models.PROTECT, related_name="booking_requests")
    adviser = models.ForeignKey(Adviser, models.SET_NULL, null=True, related_name="booking_requests")
    school = models.ForeignKey(School, models.PROTECT, related_name="booking_requests")
    name = models.CharField(max_length=120, blank=True)
    form_key = models.UUIDField(unique=True, error_messages={"unique": "This form was sent already."})
    nonce = models.CharField(max_length=32, default=new_nonce)
    notice_version = models.CharField(max_length=20, help_text="Of the privacy notice that was shown.")
    sent_at = models.DateTimeField(help_text="The notice was accepted then, too.")
    proved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"Booking request {self.pk}"

    @property
    def is_proved(self) -> bool:
        """Whether the address that it came from is proved."""
        return self.proved_at is not None


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def confirmed(self) -> Self:
        return self.filter(booking_state.confirmed())

    def holding(self, now: datetime) -> Self:
        """Those that hold places at ``now``."""
        return self.filter(booking_state.holds_places(now))

    def run_out(self, now: datetime) -> Self:
        """Those whose hold ran out by ``now`` and is not yet marked as lapsed."""
        return self.filter(booking_state.hold_ran_out(now))

    def proved(self) -> Self:
        """Those that were asked for from an address that is proved."""
        return self.filter(booking_state.proved())

    def in_queue(self) -> Self:
        """The waiting list, its head first."""
        return self.filter(booking_state.waiting()).order_by("waiting_since", "pk")

    def with_places_ahead(self) -> Self:
        """Each with ``places_ahead``: the places that groups before it in the queue ask for, or 0."""
        earlier = Q(waiting_since__lt=OuterRef("waiting_since")) | Q(
            waiting_since=OuterRef("waiting_since"), pk__lt=OuterRef("pk")
        )
        ahead = Booking.objects.filter(earlier, booking_state.waiting(), webinar=OuterRef("webinar"))
        sums = ahead.order_by().values("webinar").annotate(sum=models.Sum("places")).values("sum")
        return self.annotate(places_ahead=Coalesce(Subquery(sums), 0))

    def places(self) -> int:
        return self.aggregate(sum=models.Sum("places"))["sum"] or 0


def _places_of_a_year() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(1_000)])


class Booking(models.Model):
    """One group's places at one webinar.

    ``places`` is the sum of ``year_7`` … ``year_13``. ``nonce`` is in the adviser's links to this
    booking, ``room_nonce`` in the link for the teacher in the room. ``attended`` is how many came:
    None is "not recorded". ``revision`` grows with each change that a calendar entry has to follow.
    ``places_ahead`` is there after ``with_places_ahead()``.

    Personal columns: ``access_needs`` is about a group, without names, deleted 7 days after
    the webinar. ``group_label`` is a name of a class.
    """

    places_ahead: int

    webinar = models.ForeignKey(Webinar, models.PROTECT, related_name="bookings")
    adviser = models.ForeignKey(Adviser, models.SET_NULL, null=True, blank=True, related_name="bookings")
    school = models.ForeignKey(School, models.PROTECT, related_name="bookings")
    booking_request = models.ForeignKey(BookingRequest, models.PROTECT, related_name="bookings")
    group_label = models.CharField(max_length=30)
    group_key = models.CharField(max_length=90, editable=False)  # the label as it is compared
    places = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    year_7 = _places_of_a_year()
    year_8 = _places_of_a_year()
    year_9 = _places_of_a_year()
    year_10 = _places_of_a_year()
    year_11 = _places_of_a_year()
    year_12 = _places_of_a_year()
    year_13 = _places_of_a_year()
    fewest_places = models.PositiveSmallIntegerField(null=True, blank=True)
    adult_present = models.BooleanField(default=False)
    has_access_needs = models.BooleanField(default=False)
    access_needs = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State)
    held_until = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=Actor, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    attended = models.PositiveSmallIntegerField(null=True, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    room_nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["booked_at", "pk"]
        permissions = [("see_access_needs", "Can see what a group needs to take part")]
        indexes = [models.Index(fields=["webinar", "state", "waiting_since"], name="booking_by_queue")]
        constraints = [
            models.UniqueConstraint(
                name="booking_one_live_per_group",
                fields=["webinar", "adviser", "group_key"],
                condition=Q(state__in=LIVE),
                violation_error_message="This group is booked already.",
            ),
            models.CheckConstraint(
                name="booking_state_is_known",
                condition=Q(state__in=State.values),
                violation_error_message="Choose a state from the list.",
            ),
            models.CheckConstraint(
                name="booking_places_are_the_sum",
                condition=Q(
                    places=F("year_7")
                    + F("year_8")
                    + F("year_9")
                    + F("year_10")
                    + F("year_11")
                    + F("year_12")
                    + F("year_13")
                ),
                violation_error_message="The places are not the sum of the years.",
            ),
            models.CheckConstraint(
                name="booking_has_places",
                condition=Q(places__gte=1),
                violation_error_message="A group has one place or more.",
            ),
            models.CheckConstraint(
                name="booking_fewest_within_places",
                condition=Q(fewest_places=None) | Q(fewest_places__gte=1, fewest_places__lte=F("places")),
                violation_error_message="The smallest number is from 1 to the places asked for.",
            ),
            models.CheckConstraint(
                name="booking_has_an_adult",
                condition=Q(adult_present=True),
                violation_error_message="An adult must be with the group.",
            ),
            models.CheckConstraint(
                name="booking_held_until_a_time",
                condition=Q(state=State.HELD, held_until__isnull=False)
                | (~Q(state=State.HELD) & Q(held_until=None)),
                violation_error_message="A hold, and only a hold, has an end.",
            ),
            models.CheckConstraint(
                name="booking_waits_since_a_time",
                condition=Q(state=State.WAITING, waiting_since__isnull=False)
                | (~Q(state=State.WAITING) & Q(waiting_since=None)),
                violation_error_message="What waits, and only that, has a place in the queue.",
            ),
            models.CheckConstraint(
                name="booking_ended_by_somebody",
                condition=Q(state__in=LIVE, ended_at=None, ended_by="")
                | Q(
                    state__in=[State.CANCELLED, State.LAPSED],
                    ended_at__isnull=False,
                    ended_by__in=Actor.values,
                ),
                violation_error_message="What has ended says when and by whom, and only that.",
            ),
            models.CheckConstraint(
                name="booking_access_needs_are_announced",
                condition=Q(access_needs="") | Q(has_access_needs=True),
                violation_error_message="Say yes to access needs before you describe them.",
            ),
        ]

    def __str__(self) -> str:
        return f"Booking {self.pk}"

    def set_label(self, label: str) -> None:
        self.group_label, self.group_key = label, normal_label(label)

    @property
    def by_year(self) -> dict[int, int]:
        """Places by year group, without the years that have none."""
        return {year: count for year in YEARS if (count := getattr(self, f"year_{year}"))}

    def set_places(self, by_year: dict[int, int]) -> None:
        """Ask for these places, a number for each year group."""
        for year in YEARS:
            setattr(self, f"year_{year}", by_year.get(year, 0))
        self.places = sum(by_year.values())

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_confirmed(self) -> bool:
        return self.state == State.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def has_lapsed(self) -> bool:
        return self.state == State.LAPSED

    @property
    def is_hold(self) -> bool:
        """Whether it waits for its address to be proved, or was waiting when the hold ran out."""
        return self.state == State.HELD

    def is_held(self, now: datetime) -> bool:
        """Whether it is a hold that has not run out at ``now``."""
        return self.is_hold and self.held_until is not None and self.held_until > now

    def has_run_out(self, now: datetime) -> bool:
        """Whether it has lapsed, or is a hold that ran out by ``now``."""
        return self.has_lapsed or (self.is_hold and not self.is_held(now))

    def holds_places(self, now: datetime) -> bool:
        return self.is_confirmed or self.is_held(now)

    def can_change(self, now: datetime) -> bool:
        """Whether its places may be changed or given back at ``now``."""
        return self.is_live and not self.webinar.has_ended(now)

    @property
    def was_ended_by_adviser(self) -> bool:
        return self.ended_by == Actor.ADVISER

    @property
    def was_ended_by_staff(self) -> bool:
        return self.ended_by == Actor.STAFF


class Pupil(models.Model):
    """A pupil of a group, where the webinar keeps a list at all.

    ``label`` is a first name and an initial, or the school's own code: never a surname, birth
    date, number, e-mail or phone. Personal columns: ``label``, deleted 30 days after the webinar.
    """

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="pupils")
    label = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["label", "pk"]
        permissions = [("see_labels", "Can see the labels of pupils")]
        constraints = [
            models.CheckConstraint(
                name="pupil_in_a_year_group",
                condition=Q(year__gte=YOUNGEST_YEAR, year__lte=OLDEST_YEAR),
                violation_error_message="Choose a year from 7 to 13.",
            ),
            models.UniqueConstraint(
                name="pupil_once_a_group",
                fields=["booking", "label"],
                violation_error_message="This group has that label already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Pupil {self.pk}"


class Step(models.Model):
    """One change of a booking: who, when, from what to what, how many places. Append-only."""

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=10, choices=Actor)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    from_state = models.CharField(max_length=10, choices=State, blank=True)
    to_state = models.CharField(max_length=10, choices=State)
    places = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="step_by_somebody_known",
                condition=Q(by__in=Actor.values),
                violation_error_message="Say who did it.",
            ),
            models.CheckConstraint(
                name="step_between_known_states",
                condition=Q(from_state__in=["", *State.values], to_state__in=State.values),
                violation_error_message="Choose states from the list.",
            ),
            models.CheckConstraint(
                name="step_by_staff_names_only_staff",
                condition=Q(staff=None) | Q(by=Actor.STAFF),
                violation_error_message="Only an organiser's step names an organiser.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state or 'new'} to {self.to_state}"
