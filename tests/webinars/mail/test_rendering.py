"""Each mail whole: its words as in ``rendered_mails/``, the same links in HTML, its calendar files."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import html5lib
import icalendar
import pytest

from tests.conftest import NOON
from tests.factories import MailFactory
from tests.webinars.mail.scenario import (
    DAY,
    HOUR,
    MINUTE,
    ORGANISATION,
    SITE,
    TEN_O_CLOCK,
    book,
    mail_of,
    patel,
    welding,
)
from webinars import bookings, codes
from webinars.mail import outbox, reminders
from webinars.mail.rendering import NoLongerTrue, render_mail
from webinars.models import Actor, Booking, Kind, Mail, Webinar

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

FOLDER = Path(__file__).with_name("rendered_mails")
LINK = re.compile(r"(https://careers\.example/(?:bookings|room)/(?:sign-in/|confirm/)?)[\w:=-]{20,}")
SECRET = "https://rooms.example/secret-room"
NEEDS = "two wheelchairs at the front"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE


def by_the_clock(kind, at):
    """The mail that the time asks for ``at`` a moment."""
    reminders.write_due(organisation=ORGANISATION, now=at)
    return mail_of(kind), at


# --- One situation for each mail ----------------------------------------------------------------------


def sign_in():
    adviser = patel()
    outbox.queue([outbox.compose(Kind.SIGN_IN, adviser.nonce, adviser=adviser, now=NOON)])
    return mail_of(Kind.SIGN_IN), NOON


def prove():
    book(welding(capacity=200), patel(), ("10B", 28), ("10C", 1), ("10D", 30), is_proved=False)
    return mail_of(Kind.PROVE), NOON


def prove_waiting():
    book(welding(), patel(), ("10B", 28), is_proved=False)
    return mail_of(Kind.PROVE), NOON


def booked():
    book(welding(), patel(), ("10B", 28), ("10C", 30), has_access_needs=True, access_needs=NEEDS)
    return mail_of(Kind.BOOKED), NOON


def booked_some_waiting():
    webinar = welding()
    book(webinar, patel(email="first@school.example"), ("7A", 30))
    book(webinar, patel(email="second@school.example"), ("8A", 31))
    book(webinar, patel(), ("10A", 28), ("10B", 29))
    return mail_of(Kind.BOOKED), NOON


def booked_first_in_the_queue():
    book(welding(capacity=30), patel(), ("10A", 28), ("10B", 29))
    return mail_of(Kind.BOOKED), NOON


def promoted():
    webinar = welding(capacity=30)
    (first,) = book(webinar, patel(email="first@school.example"), ("7A", 30))
    book(webinar, patel(), ("10B", 28))
    bookings.cancel(booking=first, now=NOON)
    return mail_of(Kind.PROMOTED), NOON


def promoted_with_fewer():
    webinar = welding(capacity=30)
    (first,) = book(webinar, patel(email="first@school.example"), ("7A", 30))
    book(webinar, patel(), ("10B", 28), fewest_places=20)
    bookings.change_places(booking=first, by_year={10: 5}, now=NOON)
    return mail_of(Kind.PROMOTED), NOON


def places():
    (booking,) = book(welding(), patel(), ("10B", 28))
    bookings.change_places(booking=booking, by_year={10: 1}, now=NOON)
    return mail_of(Kind.CHANGED_PLACES), NOON


def changed_moved():
    webinar = welding()
    book(webinar, patel(), ("10B", 28), ("10C", 30), ("10D", 30))
    bookings.move_webinar(
        webinar=webinar, starts_at=TEN_O_CLOCK + 4 * HOUR, reason="The workshop is in use.", now=NOON
    )
    return mail_of(Kind.CHANGED), NOON


def changed_postponed():
    webinar = welding()
    book(webinar, patel(), ("10B", 28))
    bookings.postpone_webinar(webinar=webinar, reason="The presenter is ill.", now=NOON)
    return mail_of(Kind.CHANGED), NOON


def cancelled_by_adviser():
    booking, _ = book(welding(), patel(), ("10B", 28), ("10C", 30))
    bookings.cancel(booking=booking, now=NOON)
    return mail_of(Kind.CANCELLED), NOON


def cancelled_while_waiting():
    (booking,) = book(welding(capacity=0), patel(), ("10B", 28))
    bookings.cancel(booking=booking, now=NOON)
    return mail_of(Kind.CANCELLED), NOON


def cancelled_by_organiser():
    (booking,) = book(welding(), patel(), ("10B", 28))
    bookings.cancel(booking=booking, now=NOON, by=Actor.STAFF, why="It is for Year 11 only.")
    return mail_of(Kind.CANCELLED), NOON


def cancelled_webinar():
    webinar = welding()
    book(webinar, patel(), ("10B", 28), ("10C", 30), ("10D", 30))
    bookings.cancel_webinar(webinar=webinar, reason="The presenter is ill.", now=NOON)
    return mail_of(Kind.CANCELLED), NOON


def still_coming():
    book(welding(), patel(), ("10B", 28))
    return by_the_clock(Kind.STILL_COMING, datetime(2026, 11, 27, 8, 0, tzinfo=UTC))


def still_coming_two_groups():
    book(welding(), patel(), ("10B", 28), ("10C", 30))
    return by_the_clock(Kind.STILL_COMING, datetime(2026, 11, 27, 8, 0, tzinfo=UTC))


def day_before():
    book(welding(), patel(), ("10B", 28), ("10C", 30))
    return by_the_clock(Kind.DAY_BEFORE, TEN_O_CLOCK - DAY - 2 * HOUR)


def hour_before():
    book(welding(), patel(), ("10B", 28))
    return by_the_clock(Kind.HOUR_BEFORE, TEN_O_CLOCK - HOUR)


def afterwards():
    webinar = welding()
    first, _ = book(webinar, patel(), ("10B", 28), ("10C", 30))
    bookings.record_heads(webinar=webinar, heads={first.pk: 27}, now=TEN_O_CLOCK)
    return by_the_clock(Kind.AFTERWARDS, TEN_O_CLOCK + HOUR)


def recording():
    webinar = welding()
    first, _ = book(webinar, patel(), ("10B", 28), ("10C", 30))
    bookings.record_heads(webinar=webinar, heads={first.pk: 27}, now=TEN_O_CLOCK)
    Webinar.objects.update(recording_url="https://films.example/1", recording_shows_no_pupil=True)
    return by_the_clock(Kind.RECORDING, TEN_O_CLOCK + DAY)


SITUATIONS = [
    sign_in,
    prove,
    prove_waiting,
    booked,
    booked_some_waiting,
    booked_first_in_the_queue,
    promoted,
    promoted_with_fewer,
    places,
    changed_moved,
    changed_postponed,
    cancelled_by_adviser,
    cancelled_while_waiting,
    cancelled_by_organiser,
    cancelled_webinar,
    still_coming,
    still_coming_two_groups,
    day_before,
    hour_before,
    afterwards,
    recording,
]
every_mail = pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.__name__)


def without_codes(text: str) -> str:
    return LINK.sub(r"\1<code>", text)


def links_of(text: str) -> set[str]:
    return {link.rstrip(".") for link in re.findall(r"https://\S+", text)}


def events_of(rendered) -> list[dict]:
    """The one event of each calendar file as a calendar reads it, with the file's method."""
    events = []
    for file in rendered.calendars:
        calendar = icalendar.Calendar.from_ical(file.content)
        (event,) = calendar.walk("VEVENT")
        assert str(calendar["METHOD"]) == file.method
        read = {name: value.dt if hasattr(value, "dt") else str(value) for name, value in event.items()}
        events.append({"METHOD": file.method, **read})
    return events


@every_mail
def test_mail_says_the_stored_words(situation):
    mail, now = situation()
    assert situation.__name__.startswith(mail.kind.replace("-", "_"))

    rendered = render_mail(mail, organisation=ORGANISATION, now=now)

    said = without_codes(f"Subject: {rendered.subject}\n\n{rendered.text}")
    assert said == FOLDER.joinpath(f"{situation.__name__}.txt").read_text(encoding="utf-8")


def test_stored_mails_are_of_every_kind_and_no_other():
    names = [one.__name__ for one in SITUATIONS]

    assert {path.stem for path in FOLDER.glob("*.txt")} == set(names)
    assert [
        kind for kind in Kind.values if not any(n.startswith(kind.replace("-", "_")) for n in names)
    ] == []


@every_mail
def test_mail_in_html_is_sound_leads_where_the_text_does_and_loads_nothing(situation):
    mail, now = situation()
    rendered = render_mail(mail, organisation=ORGANISATION, now=now)

    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(rendered.html)

    links = {a.get("href") for a in root.iter("a")} - {"mailto:hello@careers.example"}
    page = {f"{SITE}/webinars/welder/"}  # which the text names only where it helps
    assert {*map(without_codes, links)} | page == {*map(without_codes, links_of(rendered.text))} | page
    tags = {element.tag for element in root.iter() if isinstance(element.tag, str)}
    assert tags.isdisjoint({"img", "script", "link", "iframe", "object", "video", "form", "input"})
    assert [e.tag for e in root.iter() if {"style", "src", "background", "onclick"} & set(e.keys())] == []
    assert "url(" not in rendered.html
    assert [h1.text.strip() != "" for h1 in root.iter("h1")] == [True]
    assert root.get("lang") == "en-GB"


@every_mail
def test_mail_tells_no_secret_and_no_need(situation):
    mail, now = situation()
    rendered = render_mail(mail, organisation=ORGANISATION, now=now)
    files = "".join(file.content.decode() for file in rendered.calendars)

    for text in (rendered.subject, rendered.text, rendered.html, files):
        assert SECRET not in text
        assert "rooms.example" not in text
        assert NEEDS not in text
    assert "patel@school.example" not in files
    assert links_of(files.replace("\r\n ", "")) <= {f"{SITE}/webinars/welder/"}
    assert not LINK.search(rendered.subject)


def test_mail_leads_to_pages_that_open_with_its_codes():
    (booking,) = book(welding(), patel(), ("10B", 28))

    rendered = render_mail(mail_of(Kind.BOOKED), organisation=ORGANISATION, now=NOON)

    (code,) = re.findall(rf"{SITE}/bookings/([\w:=-]{{20,}})/", rendered.text)
    (room,) = re.findall(rf"{SITE}/room/([\w:=-]{{20,}})/", rendered.text)
    assert codes.row_of(codes.Purpose.BOOKING, code, Booking.objects.all()) == booking
    assert codes.row_of(codes.Purpose.ROOM, room, Booking.objects.all()) == booking
    assert codes.row_of(codes.Purpose.BOOKING, room, Booking.objects.all()) is None


def test_mail_shows_typed_words_as_they_are_and_harmless_in_html():
    webinar = welding(title="R&D <b>bold</b>\u2028now")
    book(webinar, patel(name="Mr O’Neil & Co"), ("<i>10B</i>", 28))

    rendered = render_mail(mail_of(Kind.BOOKED), organisation=ORGANISATION, now=NOON)

    assert rendered.subject == "Your groups are booked: R&D <b>bold</b> now"
    assert "Hello Mr O’Neil & Co," in rendered.text
    assert "- <i>10B</i>: 28 places, confirmed" in rendered.text
    assert "<i>" not in rendered.html
    assert "&lt;i&gt;10B&lt;/i&gt;: 28 places" in rendered.html


def test_mail_to_an_unproved_address_holds_no_typed_name():
    book(welding(), patel(name="Win a prize at evil.example"), ("10B", 28), is_proved=False)

    rendered = render_mail(mail_of(Kind.PROVE), organisation=ORGANISATION, now=NOON)

    assert "evil" not in rendered.subject + rendered.text + rendered.html


# --- Calendar files -------------------------------------------------------------------------------------


def test_calendar_files_come_one_for_each_confirmed_group():
    confirmed, _ = book(welding(capacity=30), patel(), ("10A", 28), ("10B", 29))

    rendered = render_mail(mail_of(Kind.BOOKED), organisation=ORGANISATION, now=NOON)

    assert [file.name for file in rendered.calendars] == ["webinar-10a.ics"]
    assert events_of(rendered) == [
        {
            "METHOD": "PUBLISH",
            "UID": f"booking-{confirmed.pk}@careers.example",
            "DTSTAMP": NOON,
            "SEQUENCE": "0",
            "DTSTART": TEN_O_CLOCK,
            "DTEND": TEN_O_CLOCK + 45 * MINUTE,
            "SUMMARY": "A day as a welder (10A)",
            "DESCRIPTION": "10A: 28 places.\n\nA day as a welder in one sentence.\n\n"
            "https://careers.example/webinars/welder/",
            "LOCATION": "Online",
            "URL": "https://careers.example/webinars/welder/",
            "STATUS": "CONFIRMED",
            "ORGANIZER": "mailto:hello@careers.example",
        }
    ]


def test_calendar_keeps_its_name_and_grows_with_each_change():
    webinar = welding()
    (booking,) = book(webinar, patel(), ("10B", 28))
    rendered_mails = [render_mail(mail_of(Kind.BOOKED), organisation=ORGANISATION, now=NOON)]
    bookings.change_places(booking=booking, by_year={10: 20}, now=NOON)
    rendered_mails.append(render_mail(mail_of(Kind.CHANGED_PLACES), organisation=ORGANISATION, now=NOON))
    bookings.move_webinar(webinar=webinar, starts_at=TEN_O_CLOCK + HOUR, reason="", now=NOON)
    rendered_mails.append(render_mail(mail_of(Kind.CHANGED), organisation=ORGANISATION, now=NOON))
    bookings.postpone_webinar(webinar=webinar, reason="", now=NOON)
    rendered_mails.append(render_mail(mail_of(Kind.CHANGED), organisation=ORGANISATION, now=NOON))
    bookings.move_webinar(webinar=webinar, starts_at=TEN_O_CLOCK + DAY, reason="", now=NOON)
    rendered_mails.append(render_mail(mail_of(Kind.CHANGED), organisation=ORGANISATION, now=NOON))
    bookings.cancel(booking=booking, now=NOON)
    rendered_mails.append(render_mail(mail_of(Kind.CANCELLED), organisation=ORGANISATION, now=NOON))

    events = [event for rendered in rendered_mails for event in events_of(rendered)]

    assert {event["UID"] for event in events} == {f"booking-{booking.pk}@careers.example"}
    assert [(e["SEQUENCE"], e["METHOD"], e["STATUS"], e["DTSTART"]) for e in events] == [
        ("0", "PUBLISH", "CONFIRMED", TEN_O_CLOCK),
        ("1", "PUBLISH", "CONFIRMED", TEN_O_CLOCK),
        ("2", "PUBLISH", "CONFIRMED", TEN_O_CLOCK + HOUR),
        ("3", "CANCEL", "CANCELLED", TEN_O_CLOCK + HOUR),
        ("4", "PUBLISH", "CONFIRMED", TEN_O_CLOCK + DAY),
        ("5", "CANCEL", "CANCELLED", TEN_O_CLOCK + DAY),
    ]


def test_calendar_of_a_cancelled_webinar_holds_what_stood_in_calendars():
    webinar = welding()
    first, second, _ = book(webinar, patel(), ("10B", 28), ("10C", 30), ("10D", 30))
    bookings.cancel(booking=second, now=NOON)
    (taken_up,) = webinar.bookings.filter(group_label="10D", state="confirmed")

    bookings.cancel_webinar(webinar=webinar, reason="", now=NOON + MINUTE)
    rendered = render_mail(mail_of(Kind.CANCELLED), organisation=ORGANISATION, now=NOON + MINUTE)

    assert [(event["UID"], event["METHOD"]) for event in events_of(rendered)] == [
        (f"booking-{booking.pk}@careers.example", "CANCEL") for booking in (first, taken_up)
    ]


def test_calendar_is_not_sent_to_who_waits():
    mail, now = cancelled_webinar()
    rendered = render_mail(mail, organisation=ORGANISATION, now=now)
    waiting = Booking.objects.get(group_label="10D")

    assert len(rendered.calendars) == 2
    assert f"booking-{waiting.pk}@" not in str(events_of(rendered))


@pytest.mark.parametrize(
    ("starts_at", "line"),
    [
        (datetime(2026, 3, 28, 10, 0, tzinfo=UTC), "Saturday 28 March 2026, 10:00 to 10:45, London time"),
        (datetime(2026, 3, 29, 9, 0, tzinfo=UTC), "Sunday 29 March 2026, 10:00 to 10:45, London time"),
        (datetime(2026, 10, 24, 9, 0, tzinfo=UTC), "Saturday 24 October 2026, 10:00 to 10:45, London time"),
        (datetime(2026, 10, 25, 10, 0, tzinfo=UTC), "Sunday 25 October 2026, 10:00 to 10:45, London time"),
    ],
)
def test_mail_and_calendar_agree_when_the_clocks_change(starts_at, line):
    book(welding(starts_at=starts_at), patel(), ("10B", 28), now=starts_at - 7 * DAY)

    rendered = render_mail(mail_of(Kind.BOOKED), organisation=ORGANISATION, now=NOON)

    assert line in rendered.text.splitlines()
    assert [(event["DTSTART"], event["DTEND"]) for event in events_of(rendered)] == [
        (starts_at, starts_at + 45 * MINUTE)
    ]
    assert f"DTSTART:{starts_at:%Y%m%dT%H%M%SZ}" in rendered.calendars[0].content.decode()


# --- What is no longer true -----------------------------------------------------------------------------


def dropped(mail, now=NOON) -> str:
    """Why ``mail`` is dropped at ``now``."""
    with pytest.raises(NoLongerTrue) as refusal:
        render_mail(Mail.objects.get(pk=mail.pk), organisation=ORGANISATION, now=now)
    return str(refusal.value)


def cancel_all():
    for booking in Booking.objects.live():
        bookings.cancel(booking=booking, now=NOON)


def test_sign_in_whose_code_was_used_is_dropped():
    mail, _ = sign_in()
    mail.adviser.nonce = "another"
    mail.adviser.save()

    assert dropped(mail) == "The adviser has signed in meanwhile."


def test_mail_past_its_use_is_dropped():
    mail = MailFactory(kind=Kind.DAY_BEFORE, webinar=welding(), useless_at=NOON)

    assert dropped(mail) == "It was too late to be of use."


def test_prove_after_proving_is_dropped():
    mail, _ = prove()
    bookings.confirm_request(booking_request=mail.booking_request, now=NOON)

    assert dropped(mail) == "The address was confirmed meanwhile."


def test_prove_after_the_hold_is_dropped():
    book(welding(capacity=200), patel(), ("10B", 28), is_proved=False)
    mail = mail_of(Kind.PROVE)

    assert render_mail(mail, organisation=ORGANISATION, now=NOON + 59 * MINUTE)
    assert dropped(mail, NOON + HOUR) == "The hold ran out, or the groups were cancelled."


def test_prove_of_a_cancelled_webinar_is_dropped():
    mail, _ = prove()
    bookings.cancel_webinar(webinar=mail.webinar, reason="", now=NOON)

    assert dropped(mail) == "The webinar is not open any more."


@pytest.mark.parametrize("situation", [booked, promoted, day_before, afterwards])
def test_mail_of_groups_that_were_cancelled_is_dropped(situation):
    mail, now = situation()
    cancel_all()

    assert dropped(mail, now) == (
        "The group was cancelled meanwhile."
        if situation is promoted
        else "The groups were cancelled meanwhile."
    )


def test_booked_names_only_what_still_stands():
    first, _ = book(welding(), patel(), ("10B", 28), ("10C", 30))
    bookings.cancel(booking=first, now=NOON)

    rendered = render_mail(mail_of(Kind.BOOKED), organisation=ORGANISATION, now=NOON)

    assert "10B" not in rendered.text
    assert "10C: 30 places, confirmed" in rendered.text


def test_changed_places_told_by_a_newer_mail_is_dropped():
    mail, _ = places()
    bookings.change_places(booking=mail.booking, by_year={10: 2}, now=NOON)

    assert dropped(mail) == "A newer mail tells of it."
    assert render_mail(mail_of(Kind.CHANGED_PLACES), organisation=ORGANISATION, now=NOON).subject == (
        "10B now has 2 places: A day as a welder"
    )


def test_move_told_by_a_newer_mail_is_dropped():
    mail, _ = changed_moved()
    bookings.move_webinar(webinar=mail.webinar, starts_at=TEN_O_CLOCK + DAY, reason="", now=NOON)

    assert dropped(mail) == "A newer mail tells of it."


def test_move_of_a_webinar_cancelled_meanwhile_is_dropped():
    mail, _ = changed_moved()
    bookings.cancel_webinar(webinar=mail.webinar, reason="", now=NOON)

    assert dropped(mail) == "The webinar was cancelled meanwhile."


@pytest.mark.parametrize("situation", [still_coming, day_before, hour_before, afterwards, recording])
@pytest.mark.parametrize("change", ["move", "postpone", "cancel"])
def test_mail_of_a_start_that_changed_is_dropped(situation, change):
    mail, now = situation()
    if situation in {afterwards, recording}:  # which are over: only somebody with a shell moves them
        Webinar.objects.update(starts_at=TEN_O_CLOCK + timedelta(days=1), ends_at=TEN_O_CLOCK + 2 * DAY)
    elif change == "move":
        bookings.move_webinar(webinar=mail.webinar, starts_at=TEN_O_CLOCK + HOUR, reason="", now=NOON)
    elif change == "postpone":
        bookings.postpone_webinar(webinar=mail.webinar, reason="", now=NOON)
    else:
        bookings.cancel_webinar(webinar=mail.webinar, reason="", now=NOON)

    assert dropped(mail, now) == "The webinar was moved, postponed or cancelled."


def test_recording_that_was_taken_away_or_not_missed_is_dropped():
    mail, now = recording()
    Booking.objects.update(attended=20)
    assert dropped(mail, now) == "The groups were there."

    Webinar.objects.update(recording_url="")
    assert dropped(mail, now) == "The recording was taken away."
