"""Every constraint of the webinars, tried past the forms from both sides."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.conftest import NOON
from tests.constraints import SAME, Case, constraints_of, is_refused, is_said, is_written, sides
from tests.factories import (
    IN_A_MONTH,
    AdviserFactory,
    BookingFactory,
    BookingRequestFactory,
    MailFactory,
    PupilFactory,
    SchoolFactory,
    SeriesFactory,
    StepFactory,
    UserFactory,
    WebinarFactory,
)
from webinars.models import Webinar

pytestmark = pytest.mark.django_db

MOMENT = timedelta(microseconds=1)
ENDED = {"ended_at": NOON, "ended_by": "adviser"}
CANCELLED, LAPSED = {"state": "cancelled", **ENDED}, {"state": "lapsed", **ENDED}
HELD = {"state": "held", "held_until": NOON}
WAITING = {"state": "waiting", "waiting_since": NOON}
ANSWERS = [
    "has_captions",
    "has_bsl",
    "has_slides_before",
    "has_quiet_chat",
    "cameras_are_off",
    "chat_is_moderated",
    "has_two_staff",
    "is_recorded",
]
FORM_KEY, OTHER_FORM_KEY = UUID(int=1), UUID(int=2)


class TimedWebinarFactory(WebinarFactory):
    """Past ``save``, which works out the end itself."""

    class Meta:
        model = Webinar

    ends_at = IN_A_MONTH + MOMENT

    @classmethod
    def _create(cls, model, *args, **fields):
        return model.objects.bulk_create([model(*args, **fields)])[0]


CASES = [
    Case("Series.name", SeriesFactory, given={"name": "One"}, refuses=[{"name": "One", "slug": "two"}],
         allows=[{"name": "Two"}]),
    Case("Series.slug", SeriesFactory, given={"slug": "one"}, refuses=[{"slug": "one"}],
         allows=[{"slug": "two"}]),
    Case("Webinar.slug", WebinarFactory, given={"slug": "one"}, refuses=[{"slug": "one"}],
         allows=[{"slug": "two"}]),
    Case("Adviser.email", AdviserFactory, given={"email": "a@school.example"},
         refuses=[{"email": "a@school.example"}], allows=[{"email": "b@school.example"}]),
    Case("BookingRequest.form_key", BookingRequestFactory, given={"form_key": FORM_KEY},
         refuses=[{"form_key": FORM_KEY}],
         allows=[{"form_key": OTHER_FORM_KEY}]),
    Case("Mail.key", MailFactory, given={"key": "booked:1"},
         refuses=[{"key": "booked:1"}, {"key": "booked:1", "kind": "promoted"}],
         allows=[{"key": "booked:2"}]),
    Case("school_urn_is_its_own", SchoolFactory, given={"urn": "100000"}, refuses=[{"urn": "100000"}],
         allows=[{"urn": "100001"}, {"urn": ""}]),
    Case("school_urn_is_its_own", SchoolFactory, given={"urn": ""}, refuses=[], allows=[{"urn": ""}]),
    # --- webinars
    Case("webinar_kind_is_known", WebinarFactory, allows=[{"kind": "provider"}],
         refuses=[{"kind": "party"}, {"kind": ""}], refused_by_field=True),
    Case("webinar_status_is_known", WebinarFactory,
         allows=[{"status": status} for status in ("draft", "published", "postponed", "cancelled")],
         refuses=[{"status": "archived"}, {"status": ""}]),
    Case("webinar_roster_is_known", WebinarFactory, allows=[{"roster": "counts"}, {"roster": "labels"}],
         refuses=[{"roster": "names"}, {"roster": ""}]),
    Case("webinar_years_in_order", WebinarFactory,
         allows=[{"year_from": 7, "year_to": 13}, {"year_from": 10, "year_to": 10}],
         refuses=[{"year_from": 11, "year_to": 10}]),
    Case("webinar_years_in_order", WebinarFactory, allows=[], refuses=[{"year_from": 6}, {"year_to": 14}],
         refused_by_field=True),
    Case("webinar_lasts_a_while", WebinarFactory,
         allows=[{"duration_minutes": 5}, {"duration_minutes": 480}],
         refuses=[{"duration_minutes": 4}, {"duration_minutes": 481}], refused_by_field=True),
    Case("webinar_ends_after_start", TimedWebinarFactory, allows=[{}],
         refuses=[{"ends_at": IN_A_MONTH}, {"ends_at": IN_A_MONTH - MOMENT}]),
    Case("webinar_booking_opens_before_closing", WebinarFactory,
         allows=[{"booking_opens_at": NOON}, {"booking_closes_at": NOON},
                 {"booking_opens_at": NOON, "booking_closes_at": NOON + MOMENT}],
         refuses=[{"booking_opens_at": NOON, "booking_closes_at": NOON},
                  {"booking_opens_at": NOON + MOMENT, "booking_closes_at": NOON}]),
    Case("webinar_booking_closes_by_start", WebinarFactory,
         allows=[{}, {"booking_closes_at": IN_A_MONTH}],
         refuses=[{"booking_closes_at": IN_A_MONTH + MOMENT}]),
    Case("webinar_largest_group_is_one_or_more", WebinarFactory,
         allows=[{"largest_group": 1}, {"largest_group": 1_000}],
         refuses=[{"largest_group": 0}, {"largest_group": 1_001}], refused_by_field=True),
    Case("webinar_benchmarks_are_numbers", WebinarFactory,
         allows=[{"benchmarks": ""}, {"benchmarks": "25"}, {"benchmarks": "12345678"}],
         refuses=[{"benchmarks": text} for text in ("52", "22", "9", "2,5", " 2")]),
    Case("webinar_answers_before_publishing", WebinarFactory,
         allows=[{"status": "draft", **dict.fromkeys(ANSWERS)},
                 *({"status": status, **dict.fromkeys(ANSWERS, False)}
                   for status in ("published", "postponed", "cancelled"))],
         refuses=[*({name: None} for name in ANSWERS),
                  *({"status": status, "is_recorded": None} for status in ("postponed", "cancelled"))]),
    Case("webinar_recording_shows_no_pupil", WebinarFactory,
         allows=[{}, {"recording_url": "https://film.example/1", "recording_shows_no_pupil": True},
                 {"recording_shows_no_pupil": True}],
         refuses=[{"recording_url": "https://film.example/1"}]),
    # --- bookings
    Case("booking_one_live_per_group", BookingFactory, given={"group_label": "10B"},
         refuses=[{"booking_request": SAME, "group_label": "10B"},
                  {"booking_request": SAME, "group_label": "10 b"},
                  {"booking_request": SAME, "group_label": "10B", **HELD},
                  {"booking_request": SAME, "group_label": "10B", **WAITING},
                  {"webinar": SAME, "adviser": SAME, "group_label": "10B"}],
         allows=[{"booking_request": SAME, "group_label": "10C"},
                 {"booking_request": SAME, "group_label": "10B", **CANCELLED},
                 {"booking_request": SAME, "group_label": "10B", **LAPSED},
                 {"webinar": SAME, "group_label": "10B"}, {"adviser": SAME, "group_label": "10B"}]),
    Case("booking_one_live_per_group", BookingFactory, given={"group_label": "10B", **CANCELLED}, refuses=[],
         allows=[{"booking_request": SAME, "group_label": "10B"}]),
    # What is left of two advisers who have gone: nobody's groups are nobody's double.
    Case("booking_one_live_per_group", BookingFactory, given={"group_label": "10B", "adviser": None},
         refuses=[], allows=[{"webinar": SAME, "adviser": None, "group_label": "10B"}]),
    Case("booking_places_are_the_sum", BookingFactory,
         allows=[{"places": 28, **{f"year_{year}": 4 for year in range(7, 14)}},
                 *({"places": 5, "year_10": 0, f"year_{year}": 5} for year in (7, 8, 9, 11, 12, 13))],
         refuses=[{"places": 2}, {"places": 1, "year_10": 2},
                  *({"places": 1, f"year_{year}": 1} for year in (7, 8, 9, 11, 12, 13))]),
    Case("booking_has_places", BookingFactory, allows=[{"year_10": 1}], refuses=[{"year_10": 0}]),
    Case("booking_fewest_within_places", BookingFactory, needs={"year_10": 28, "places": 28},
         allows=[{"fewest_places": None}, {"fewest_places": 1}, {"fewest_places": 28}],
         refuses=[{"fewest_places": 0}, {"fewest_places": 29}]),
    Case("booking_has_an_adult", BookingFactory, allows=[{"adult_present": True}],
         refuses=[{"adult_present": False}]),
    Case("booking_held_until_a_time", BookingFactory, allows=[HELD, {}],
         refuses=[{"state": "held"}, {"held_until": NOON}, {**WAITING, "held_until": NOON},
                  {**LAPSED, "held_until": NOON}]),
    Case("booking_waits_since_a_time", BookingFactory, allows=[WAITING, {}],
         refuses=[{"state": "waiting"}, {"waiting_since": NOON}, {**HELD, "waiting_since": NOON},
                  {**CANCELLED, "waiting_since": NOON}]),
    Case("booking_ended_by_somebody", BookingFactory,
         allows=[CANCELLED, LAPSED, {**LAPSED, "ended_by": "site"}, {**CANCELLED, "ended_by": "staff"}],
         refuses=[{"state": "cancelled"}, {"state": "lapsed", "ended_at": NOON},
                  {"state": "lapsed", "ended_by": "site"}, ENDED, {"ended_at": NOON}, {"ended_by": "staff"},
                  {**HELD, **ENDED}, {**WAITING, **ENDED}]),
    Case("booking_ended_by_somebody", BookingFactory, allows=[],
         refuses=[{**CANCELLED, "ended_by": "nobody"}], refused_by_field=True),
    Case("booking_access_needs_are_announced", BookingFactory,
         allows=[{}, {"has_access_needs": True}, {"has_access_needs": True, "access_needs": "Captions."}],
         refuses=[{"access_needs": "Captions."}]),
    # --- their parts
    Case("pupil_in_a_year_group", PupilFactory, allows=[{"year": 7}, {"year": 13}],
         refuses=[{"year": 6}, {"year": 14}]),
    Case("pupil_once_a_group", PupilFactory, given={"label": "Sam K"},
         refuses=[{"booking": SAME, "label": "Sam K"}],
         allows=[{"booking": SAME, "label": "Sam L"}, {"label": "Sam K"}]),
    Case("step_by_somebody_known", StepFactory, allows=[{"by": by} for by in ("adviser", "staff", "site")],
         refuses=[{"by": "robot"}, {"by": ""}], refused_by_field=True),
    Case("step_between_known_states", StepFactory,
         allows=[{"from_state": "", "to_state": "held"}, {"from_state": "held", "to_state": "lapsed"}],
         refuses=[{"from_state": "asleep"}, {"to_state": "asleep"}, {"to_state": ""}], refused_by_field=True),
    Case("step_by_staff_names_only_staff", StepFactory,
         allows=[{"by": "staff", "staff": UserFactory}, {"by": "staff"}, {"by": "site"}],
         refuses=[{"by": "adviser", "staff": UserFactory}, {"by": "site", "staff": UserFactory}]),
    # --- mail
    Case("mail_kind_is_known", MailFactory, allows=[{"kind": "sign-in"}],
         refuses=[{"kind": "gossip"}, {"kind": ""}], refused_by_field=True),
    Case("mail_ends_one_way", MailFactory,
         allows=[{}, {"sent_at": NOON}, {"dropped_at": NOON}, {"failed_at": NOON}],
         refuses=[{"sent_at": NOON, "dropped_at": NOON}, {"sent_at": NOON, "failed_at": NOON},
                  {"dropped_at": NOON, "failed_at": NOON},
                  {"sent_at": NOON, "dropped_at": NOON, "failed_at": NOON}]),
    Case("mail_reminder_has_an_end", MailFactory,
         allows=[{"kind": "hour-before", "useless_at": NOON}, {"kind": "booked"},
                 {"kind": "booked", "useless_at": NOON}],
         refuses=[{"kind": "still-coming"}, {"kind": "day-before"}, {"kind": "hour-before"}]),
]  # fmt: skip

# The model writes the address in small letters before anybody could be told.
EMAIL_LOWER_CASE = Case(
    "adviser_email_lower_case",
    AdviserFactory,
    allows=[{"email": "zoë@school.example"}],
    refuses=[{"email": "Zoe@school.example"}],
)
# Its own validator speaks of the number 0 first.
SAID = [case for case in CASES if case.is_check and case.name != "booking_has_places"]


@sides([*CASES, EMAIL_LOWER_CASE], "allows")
def test_constraint_allows(case, fields):
    is_written(case, fields)


@sides([*CASES, EMAIL_LOWER_CASE], "refuses")
def test_constraint_refuses(case, fields):
    is_refused(case, fields)


@sides(SAID, "refuses")
def test_constraint_says_why(case, fields):
    is_said(case, fields)


@pytest.mark.parametrize(
    ("factory", "fields", "words"),
    [
        (SeriesFactory, {"name": "Green jobs week"}, "Another series has that name."),
        (SeriesFactory, {"slug": "green-jobs"}, "Another series has that address."),
        (WebinarFactory, {"slug": "a-day"}, "Another webinar has that address."),
        (AdviserFactory, {"email": "a@school.example"}, "Another adviser has that e-mail address."),
        (BookingRequestFactory, {"form_key": FORM_KEY}, "This form was sent already."),
        (MailFactory, {"key": "booked:1"}, "Another mail tells of this already."),
    ],
)
def test_unique_column_says_why(factory, fields, words):
    factory(**fields)
    row = factory()
    for column, value in fields.items():
        setattr(row, column, value)

    with pytest.raises(ValidationError) as refusal:
        row.full_clean()

    assert refusal.value.messages == [words]


STATE_IS_KNOWN = "booking_state_is_known"


@pytest.mark.parametrize("state", ["asleep", ""])
def test_booking_in_an_unknown_state_is_refused(state):
    # Two constraints know the states; which one a database names first is its own affair.
    with (
        pytest.raises(IntegrityError, match=f"{STATE_IS_KNOWN}|booking_ended_by_somebody"),
        transaction.atomic(),
    ):
        BookingFactory(state=state)


def test_every_constraint_has_its_case():
    tried = {case.name for case in [*CASES, EMAIL_LOWER_CASE]} | {STATE_IS_KNOWN}

    assert tried == constraints_of("webinars")
