"""Whatever advisers, organisers and the clock do, in whatever order: the rules that hold after each step."""

from itertools import accumulate, pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.conftest import NOON
from tests.factories import AdviserFactory, WebinarFactory
from tests.webinars.requesting import HOUR, MINUTE, ask, group, send
from webinars import bookings, errors
from webinars.models import LIVE, Booking, BookingRequest, Kind, Mail, State, Step

PLACES = st.integers(1, 12)
CAPACITY = st.sampled_from([None, 0, 4, 10, 20, 24])
LABELS = st.sampled_from(["10A", "10B", "10C"])
PICK = st.integers(0, 50)


class Organisers(RuleBasedStateMachine):
    """One webinar in five hours, three advisers, and what they might do."""

    @initialize(capacity=CAPACITY, may_pass=st.booleans(), sent=st.lists(PLACES, min_size=3, max_size=6))
    def open_webinar(self, capacity, may_pass, sent):
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.now = NOON
        self.webinar = WebinarFactory(
            capacity=capacity,
            smaller_may_pass=may_pass,
            starts_at=NOON + 5 * HOUR,
            booking_closes_at=NOON + 4 * HOUR,
        )
        self.advisers = AdviserFactory.create_batch(3)
        self.is_served = True
        for places in sent:
            send(self.webinar, group(places=places))

    def teardown(self):
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    def do(self, act, **fields):
        """Do it; refused, it must have changed nothing. No step takes places that are not there."""
        before, taken = self.kept(), self.taken()
        queue, was_strict = self.queue(), not self.webinar.smaller_may_pass
        try:
            with transaction.atomic():
                act(now=self.now, **fields)
        except errors.BookingError:
            assert self.kept() == before
            return
        self.webinar.refresh_from_db()
        self.is_served = True
        capacity = self.webinar.capacity
        assert capacity is None or self.taken() <= max(capacity, taken)
        if was_strict and not self.webinar.smaller_may_pass:
            self.nobody_was_jumped(queue)

    def queue(self) -> list[tuple]:
        """(key, since when) of each proved group that waits, the head first."""
        proved = Booking.objects.in_queue().filter(booking_request__proved_at__isnull=False)
        return list(proved.values_list("pk", "waiting_since"))

    def nobody_was_jumped(self, queue: list[tuple]):
        still = [one in self.queue() for one in queue]
        served = [Booking.objects.get(pk=pk).state == State.CONFIRMED for pk, _ in queue]
        for place, is_served in enumerate(served):
            assert not (is_served and any(still[:place]))

    def kept(self):
        rows = Booking.objects.order_by("pk").values_list(
            "pk", "state", "places", "revision", "waiting_since"
        )
        return list(rows), Mail.objects.count(), Step.objects.count(), BookingRequest.objects.count()

    def taken(self) -> int:
        return Booking.objects.holding(self.now).places()

    def one_of(self, rows, pick):
        rows = list(rows.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    # --- What may happen

    @rule(
        adviser=PICK, asked=st.lists(st.tuples(LABELS, PLACES), min_size=1, max_size=2), fewest=st.booleans()
    )
    def adviser_sends(self, adviser, asked, fewest):
        groups = [
            group(label, places, fewest_places=(places + 1) // 2 if fewest else None)
            for label, places in asked
        ]
        self.do(lambda **more: send(self.webinar, *groups, adviser=self.advisers[adviser % 3], **more))

    @rule(adviser=PICK, label=LABELS, places=PLACES)
    def stranger_asks(self, adviser, label, places):
        held = self.held()
        email = self.advisers[adviser % 3].email
        self.do(lambda **more: ask(self.webinar, group(label, places), email=email, **more))
        capacity = self.webinar.capacity
        assert capacity is None or self.held() <= max(capacity // 4, held)

    def held(self) -> int:
        return Booking.objects.filter(state=State.HELD, held_until__gt=self.now).places()

    @rule(pick=PICK)
    def link_is_used(self, pick):
        if booking_request := self.one_of(BookingRequest.objects.filter(proved_at=None), pick):
            self.do(bookings.confirm_request, booking_request=booking_request, nonce=booking_request.nonce)

    @rule(pick=PICK, places=PLACES, year=st.integers(9, 10))
    def places_are_changed(self, pick, places, year):
        if booking := self.one_of(Booking.objects.all(), pick):
            self.do(bookings.change_places, booking=booking, by_year={year: places})

    @rule(pick=PICK)
    def booking_is_cancelled(self, pick):
        if booking := self.one_of(Booking.objects.all(), pick):
            self.do(bookings.cancel, booking=booking)

    @rule(capacity=CAPACITY, may_pass=st.booleans())
    def capacity_is_changed(self, capacity, may_pass):
        self.do(
            bookings.change_capacity,
            webinar=self.webinar,
            capacity=capacity,
            largest_group=10,
            smaller_may_pass=may_pass,
        )

    @rule(minutes=st.sampled_from([1, 20, 59, 60, 100]))
    def time_passes(self, minutes):
        self.now += minutes * MINUTE
        self.is_served = False

    @rule()
    def job_runs(self):
        self.do(lambda now: bookings.sweep(now))

    @rule(hours=st.integers(1, 6))
    def webinar_is_moved(self, hours):
        self.do(bookings.move_webinar, webinar=self.webinar, starts_at=self.now + hours * HOUR, reason="")

    @rule()
    def webinar_is_postponed(self):
        self.do(bookings.postpone_webinar, webinar=self.webinar, reason="")

    # --- What always holds

    @invariant()
    def queue_is_in_order_and_its_head_does_not_fit(self):
        queue = list(Booking.objects.in_queue().select_related("booking_request"))
        positions = [bookings.places_ahead(booking) for booking in queue]
        assert positions == list(accumulate((booking.places for booking in queue), initial=0))[:-1]
        if not self.is_served or not self.webinar.is_open(self.now) or self.webinar.capacity is None:
            return
        free = max(0, self.webinar.capacity - self.taken())
        proved = [booking for booking in queue if booking.booking_request.proved_at]
        for booking in proved if self.webinar.smaller_may_pass else proved[:1]:
            assert (booking.fewest_places or booking.places) > free

    @invariant()
    def nobody_waits_without_a_limit(self):
        if self.is_served and self.webinar.capacity is None and self.webinar.is_open(self.now):
            assert not Booking.objects.filter(
                state=State.WAITING, booking_request__proved_at__isnull=False
            ).exists()

    @invariant()
    def places_are_the_sum_of_the_years(self):
        for booking in Booking.objects.all():
            assert booking.places == sum(booking.by_year.values()) >= 1

    @invariant()
    def steps_tell_the_whole_story_and_nothing_rises_again(self):
        for booking in Booking.objects.prefetch_related("steps"):
            steps = sorted(booking.steps.all(), key=lambda step: step.pk)
            assert steps[0].from_state == ""
            assert all(one.to_state == after.from_state for one, after in pairwise(steps))
            assert (steps[-1].to_state, steps[-1].places) == (booking.state, booking.places)
            assert all(step.from_state in ("", *LIVE) for step in steps)

    @invariant()
    def each_step_that_must_be_told_is_told_once(self):
        told = {mail.key: mail.written_at for mail in Mail.objects.all()}
        for booking_request in BookingRequest.objects.all():
            assert (f"booked:{booking_request.pk}" in told) == (booking_request.proved_at is not None)
        ends = Step.objects.filter(
            to_state=State.CANCELLED, booking__booking_request__proved_at__isnull=False
        )
        assert Mail.objects.filter(kind=Kind.CANCELLED).count() == ends.count()
        served = Step.objects.filter(from_state=State.WAITING, to_state=State.CONFIRMED)
        for step in served.select_related("booking"):
            promoted = [key for key in told if key.startswith(f"promoted:{step.booking_id}:")]
            assert len(promoted) <= 1
            # Served at the moment when its link was used, it is told in the mail of its request.
            assert promoted or told[f"booked:{step.booking.booking_request_id}"] == step.at


@pytest.mark.django_db
def test_any_sequence_keeps_the_rules():
    run_state_machine_as_test(
        Organisers,
        settings=settings(
            max_examples=15,
            stateful_step_count=15,
            phases=[Phase.generate],
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
