"""The sender against a real mail server: each mail once, none lost, and what goes wrong is noted."""

import logging
import threading
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction

from tests.conftest import NOON
from tests.factories import AdviserFactory
from tests.mailserver import HANG, HANG_UP, mail_server
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
from webinars import bookings
from webinars.mail import sending
from webinars.mail.reminders import write_due
from webinars.models import Booking, Kind, Mail, Webinar

pytestmark = pytest.mark.django_db

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def server(settings):
    settings.SITE_URL = SITE
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = BACKEND, "127.0.0.1", 5
    with mail_server() as (handler, settings.EMAIL_PORT):
        yield handler


@pytest.fixture
def no_server(settings, server):
    """A port at which nobody answers any more."""
    with mail_server() as (_, port):
        settings.EMAIL_PORT, answering = port, settings.EMAIL_PORT
    return answering


def send(now=NOON, *, chance=0.5, **more) -> bool:
    return sending.send_due(organisation=ORGANISATION, clock=lambda: now, chance=lambda: chance, **more)


def some_mail(count=1, **fields) -> list[Mail]:
    """Mails of as many advisers, each about a group of one."""
    webinar = welding(capacity=None, **fields)
    for number in range(count):
        book(webinar, AdviserFactory(email=f"a{number}@school.example"), ("10B", 1))
    return list(Mail.objects.order_by("pk"))


def fate(mail: Mail) -> tuple:
    """(sent, dropped, failed, due, trouble, tries, leased) as stored."""
    mail.refresh_from_db()
    ends = (mail.sent_at, mail.dropped_at, mail.failed_at)
    return (*ends, mail.due_at, mail.trouble, mail.tries, mail.leased_until)


SENT = (NOON, None, None, NOON, "", 1, None)


def put_off(words, now=NOON) -> tuple:
    return (None, None, None, now + MINUTE, words, 1, None)


# --- What leaves ----------------------------------------------------------------------------------------


def test_mail_leaves_whole_and_is_marked(server):
    (booking,) = book(welding(), patel(), ("10B", 28))
    mail = mail_of(Kind.BOOKED)

    assert send()

    ((recipients, message),) = server.accepted
    assert recipients == ["patel@school.example"]
    assert server.senders == ["mail@careers.example"]
    headers = {name: value for name, value in message.items() if not name.startswith("X-")}
    headers.pop("Date")
    assert headers.pop("Content-Type").startswith("multipart/mixed")
    assert headers == {
        "Subject": "Your groups are booked: A day as a welder",
        "From": "Careers North <mail@careers.example>",
        "To": "patel@school.example",
        "Reply-To": "hello@careers.example",
        "Message-ID": sending.message_id(mail),
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    (calendar,) = message.iter_attachments()
    assert calendar.get_param("method") == "PUBLISH"
    assert calendar.get_filename() == "webinar-10b.ics"
    assert f"UID:booking-{booking.pk}@careers.example" in calendar.get_content()
    assert "Hello Ms Patel," in message.get_body(["plain"]).get_content()
    assert fate(mail) == SENT


def test_message_id_is_made_of_the_row_and_tells_nothing(settings):
    settings.SITE_URL = "https://careers.example:8443"
    first, second = some_mail(2)

    ids = [sending.message_id(mail) for mail in (first, second)]

    assert ids[0] == sending.message_id(Mail.objects.get(pk=first.pk))
    assert len(set(ids)) == 2
    assert all(one.endswith("@careers.example>") for one in ids)
    assert first.key not in ids[0]


def test_each_message_has_one_recipient_and_all_go_over_one_connection(server):
    mails = some_mail(3)

    assert send()

    assert [recipients for recipients, _ in server.accepted] == [
        ["a0@school.example"],
        ["a1@school.example"],
        ["a2@school.example"],
    ]
    assert server.connections == 1
    assert [fate(mail) for mail in mails] == [SENT] * 3


def test_more_mail_than_one_connection_takes_goes_over_the_next(server, monkeypatch):
    monkeypatch.setattr(sending, "BATCH", 2)
    some_mail(5)

    assert send()

    assert (len(server.accepted), server.connections) == (5, 3)


def test_urgent_mail_goes_first(server):
    _, second = some_mail(2)
    Mail.objects.filter(pk=second.pk).update(is_urgent=True)

    send()

    assert server.recipients == ["a1@school.example", "a0@school.example"]


def test_mail_before_its_time_stays(server):
    some_mail()
    Mail.objects.update(due_at=NOON + MINUTE)

    assert send()
    assert server.accepted == []

    send(NOON + MINUTE)
    assert server.recipients == ["a0@school.example"]
    assert mail_of(Kind.BOOKED).sent_at == NOON + MINUTE


def test_sender_asked_to_end_begins_no_further_mail(server):
    some_mail(3)

    assert send(is_ending=lambda: len(server.accepted) == 2)

    assert len(server.accepted) == 2


def test_sender_without_mail_asks_once_and_opens_no_connection(server, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert send()

    assert server.connections == 0


# --- Rolled back, run twice, killed ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_roll_back_mails_nobody_and_commit_has_its_row(server):
    webinar, adviser = welding(), patel()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        book(webinar, adviser, ("10B", 28))
        assert Mail.objects.count() == 1
        _ = 1 / 0
    assert send()
    assert server.accepted == []

    book(webinar, adviser, ("10B", 28))
    assert send()
    assert server.recipients == ["patel@school.example"]


def at_once(*acts):
    """Run the acts in threads of their own; return the errors."""
    start, errors = threading.Barrier(len(acts), timeout=10), []

    def run(act):
        try:
            start.wait()
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(server):
    some_mail(12)

    errors = at_once(send, send)

    assert errors == []
    assert sorted(server.recipients) == sorted(f"a{number}@school.example" for number in range(12))
    assert Mail.objects.filter(sent_at=NOON, tries=1).count() == 12


@pytest.mark.django_db(transaction=True)
def test_mail_seen_by_two_senders_is_taken_by_one(server):
    (mail,) = some_mail()
    taken = []

    errors = at_once(*[lambda: taken.append(sending._take(mail.pk, NOON))] * 2)

    assert errors == []
    assert sorted(taken, key=bool) == [None, NOON + sending.LEASE]


class Killed(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


def test_sender_killed_between_send_and_mark_sends_again_under_the_same_name(server, monkeypatch):
    first, _ = some_mail(2)

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(sending, "_mark_sent", die)
        send()
    assert server.recipients == ["a0@school.example"]

    assert send(NOON + sending.LEASE - timedelta(seconds=1))  # the lease still stands; the other goes
    assert server.recipients == ["a0@school.example", "a1@school.example"]

    again = NOON + sending.LEASE
    assert send(again)
    assert server.recipients == ["a0@school.example", "a1@school.example", "a0@school.example"]
    assert server.accepted[0][1]["Message-ID"] == server.accepted[2][1]["Message-ID"]
    assert fate(first) == (again, None, None, NOON, "", 2, None)
    assert send(again + HOUR)
    assert len(server.accepted) == 3


def test_mail_that_always_brings_its_sender_down_comes_to_an_end(server):
    (mail,) = some_mail()
    Mail.objects.update(tries=sending.MOST_TRIES)

    assert send()

    assert server.accepted == []
    assert fate(mail)[2] == NOON
    assert mail.trouble == "Each try brought the sender down."


def test_mark_is_tried_again_when_the_database_is_away(server, monkeypatch):
    (mail,) = some_mail()
    waited = []
    monkeypatch.setattr(sending.time, "sleep", waited.append)
    monkeypatch.setattr(sending, "close_old_connections", lambda: None)
    real, tries = Mail.objects.filter, []

    def filter_when_back(**kwargs):
        if set(kwargs) == {"pk"} and len(tries) < 2:
            tries.append(kwargs)
            raise OperationalError("server closed the connection")
        return real(**kwargs)

    monkeypatch.setattr(Mail.objects, "filter", filter_when_back)
    sending._mark_sent(mail, NOON)
    monkeypatch.undo()

    assert waited == [0.5, 2]
    assert fate(mail)[0] == NOON


def late(server, monkeypatch, mail, meanwhile):
    """Send ``mail`` so slowly that its lease runs out and ``meanwhile`` happens."""
    real = sending._Connection.send

    def send_slowly(line, message):
        monkeypatch.undo()
        meanwhile()
        real(line, message)

    monkeypatch.setattr(sending._Connection, "send", send_slowly)
    assert send()


def test_mail_that_went_after_its_lease_is_noted_as_sent(server, monkeypatch):
    (mail,) = some_mail()

    late(server, monkeypatch, mail, lambda: Mail.objects.update(failed_at=NOON, leased_until=None))

    assert fate(mail) == SENT


def test_mail_that_failed_after_its_lease_leaves_the_other_sender_alone(server, monkeypatch):
    (mail,) = some_mail()
    server.answers = {"RCPT": "550 no such person"}

    late(server, monkeypatch, mail, lambda: Mail.objects.update(leased_until=NOON + HOUR))

    assert fate(mail) == (None, None, None, NOON, "", 1, NOON + HOUR)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_mail_server_is_spoken_to(server, monkeypatch):
    some_mail(2)
    real, seen = sending._Connection.send, []

    def send_and_look(line, message):
        seen.append(connection.in_atomic_block)
        real(line, message)

    monkeypatch.setattr(sending._Connection, "send", send_and_look)
    send()

    assert seen == [False, False]


# --- The mail server in trouble -------------------------------------------------------------------------

SERVER_TROUBLE = [
    ({"MAIL": "421 too busy"}, "The mail server was busy: 421."),
    ({"RCPT": "421 too busy"}, "The mail server was busy: 421."),
    ({"DATA": "421 too busy"}, "The mail server was busy: 421."),
    ({"MAIL": "451 not now"}, "The mail server refused us: 451."),
    ({"MAIL": "550 you may not send"}, "The mail server refused us: 550."),
    ({"DATA": HANG_UP}, "No answer from the mail server: SMTPServerDisconnected."),
    ({"RCPT": HANG_UP}, "No answer from the mail server: SMTPServerDisconnected."),
]


@pytest.mark.parametrize(("answers", "words"), SERVER_TROUBLE)
def test_server_in_trouble_is_tried_again_and_the_rest_left_alone(server, answers, words):
    first, second = some_mail(2)
    server.answers = answers

    assert not send()

    assert fate(first) == put_off(words)
    assert fate(second) == (None, None, None, NOON, "", 0, None)
    server.answers = {}
    assert send(NOON + MINUTE)
    assert sorted(server.recipients) == ["a0@school.example", "a1@school.example"]


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "DATA"])
def test_server_that_hangs_is_given_up_after_the_timeout(server, settings, stage):
    settings.EMAIL_TIMEOUT = 0.2
    first, second = some_mail(2)
    server.answers = {stage: HANG}

    assert not send()

    assert fate(first)[:4] == (None, None, None, NOON + MINUTE)
    assert first.trouble.startswith("No answer from the mail server: ")
    assert second.tries == 0


def test_server_that_is_down_costs_one_try_a_round(no_server, settings, server):
    first, second = some_mail(2)

    assert not send()
    assert fate(first) == put_off("No answer from the mail server: ConnectionRefusedError.")
    assert fate(second)[5] == 0

    settings.EMAIL_PORT = no_server
    assert send(NOON + MINUTE)
    assert sorted(server.recipients) == ["a0@school.example", "a1@school.example"]
    assert fate(first) == (NOON + MINUTE, None, None, NOON + MINUTE, "", 2, None)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"RCPT": "550 no such person a0@school.example"}, "The mail server refused it for good: 550."),
        ({"DATA": "554 we do not like it"}, "The mail server refused it for good: 554."),
    ],
)
def test_mail_refused_for_good_fails_and_the_next_goes(server, answers, words):
    first, second = some_mail(2)
    server.answers, server.only_for = answers, "a0@school.example"

    assert send()

    assert fate(first) == (None, None, NOON, NOON, words, 1, None)
    assert fate(second) == SENT
    assert send(NOON + 30 * DAY)
    assert server.recipients == ["a1@school.example"]


@pytest.mark.parametrize("answers", [{"RCPT": "450 try later"}, {"DATA": "451 try later"}])
def test_mail_that_is_put_off_holds_up_no_other(server, answers):
    first, second = some_mail(2)
    server.answers, server.only_for = answers, "a0@school.example"
    (code,) = (answer[:3] for answer in answers.values())

    assert send()

    assert fate(first) == put_off(f"The mail server put it off: {code}.")
    assert fate(second) == SENT


def test_waits_double_to_four_hours_and_spread():
    assert [sending.wait_after(tries, 0.5) / MINUTE for tries in (1, 2, 3, 8, 9, 20)] == [
        1,
        2,
        4,
        128,
        240,
        240,
    ]
    assert sending.wait_after(1, 0.0) == 0.8 * MINUTE
    assert sending.wait_after(1, 1.0) == 1.2 * MINUTE


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_mail_is_tried_for_at_least_three_days_before_it_fails(server, chance):
    (mail,) = some_mail()
    server.answers = {"RCPT": "450 try later"}
    now = NOON

    while mail.failed_at is None:
        assert send(now, chance=chance)
        last, now = now, max(now, Mail.objects.get().due_at)
        mail.refresh_from_db()

    assert 3 * DAY < mail.failed_at - NOON < 7 * DAY
    assert mail.failed_at == last
    assert (mail.tries, mail.trouble) == (sending.MOST_TRIES, "The mail server put it off: 450.")


def test_failed_mail_is_sent_again_when_staff_ask(server):
    first, second = some_mail(2)
    server.answers = {"RCPT": "550 no such person"}
    send()
    Mail.objects.filter(pk=second.pk).update(failed_at=None, sent_at=NOON)
    server.answers = {}

    assert sending.send_again(Mail.objects.all(), now=NOON + DAY) == 1
    assert fate(first) == (None, None, None, NOON + DAY, "", 0, None)
    assert send(NOON + DAY)
    assert server.recipients == ["a0@school.example"]
    assert sending.send_again(Mail.objects.all(), now=NOON + DAY) == 0


# --- Poison, and what is no longer true -----------------------------------------------------------------


def test_poison_row_is_noted_and_blocks_no_other(server, monkeypatch, caplog):
    first, second = some_mail(2)
    real = sending.render_mail

    def render_mail(mail, **more):
        if mail.pk == first.pk:
            raise KeyError(mail.adviser.email)
        return real(mail, **more)

    monkeypatch.setattr(sending, "render_mail", render_mail)
    with caplog.at_level(logging.INFO):
        assert send()

    assert fate(first) == put_off("It could not be made: KeyError.")
    assert fate(second) == SENT
    assert __file__ in caplog.text  # where it happened
    assert "school.example" not in caplog.text


def test_address_that_no_mail_can_carry_blocks_no_other(server, caplog):
    first, second = some_mail(2)
    first.adviser.email = "a0@school.example\r\nbcc: all@school.example"
    first.adviser.save()

    assert send()

    assert fate(first) == put_off("It could not be made: ValueError.")
    assert fate(second) == SENT
    assert server.recipients == ["a1@school.example"]
    assert "school.example" not in caplog.text


def test_logs_hold_number_and_kind_and_no_address(server, caplog):
    first, second = some_mail(2)
    server.answers, server.only_for = {"RCPT": "550 no a0@school.example"}, "a0@school.example"

    with caplog.at_level(logging.DEBUG):
        send()

    ours = [record.getMessage() for record in caplog.records if record.name == "webinars.mail.sending"]
    assert ours == [
        f"mail {first.pk} (booked) not sent: The mail server refused it for good: 550.",
        f"mail {second.pk} (booked) sent",
    ]
    assert "a0@" not in "".join(ours) + Mail.objects.get(pk=first.pk).trouble


def test_mail_of_a_group_cancelled_meanwhile_is_dropped_with_words(server):
    (booking,) = book(welding(), patel(), ("10B", 28))
    bookings.cancel(booking=booking, now=NOON)

    assert send()

    assert server.subjects == ["Cancelled: 10B, A day as a welder"]
    dropped = mail_of(Kind.BOOKED)
    assert fate(dropped) == (None, NOON, None, NOON, "The groups were cancelled meanwhile.", 1, None)


def test_mail_of_an_adviser_who_left_is_gone(server):
    book(welding(), patel(), ("10B", 28))
    bookings.forget_adviser(adviser=Booking.objects.get().adviser, now=NOON)

    assert send()

    assert server.accepted == []
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("change", ["cancel", "move", "postpone"])
def test_reminder_written_before_a_change_is_not_sent(server, change):
    webinar = welding()
    book(webinar, patel(), ("10B", 28))
    send()
    nine = TEN_O_CLOCK - HOUR
    write_due(organisation=ORGANISATION, now=nine)
    if change == "cancel":
        bookings.cancel_webinar(webinar=webinar, reason="", now=nine)
    elif change == "move":
        bookings.move_webinar(webinar=webinar, starts_at=TEN_O_CLOCK + 4 * HOUR, reason="", now=nine)
    else:
        bookings.postpone_webinar(webinar=webinar, reason="", now=nine)

    assert send(nine)

    told = {
        "cancel": "Cancelled",
        "move": "Moved to Wed 2 December, 14:00",
        "postpone": "Postponed, date to follow",
    }
    assert server.subjects[1:] == [f"{told[change]}: A day as a welder"]
    assert mail_of(Kind.HOUR_BEFORE).trouble == "The webinar was moved, postponed or cancelled."
    if change == "move":
        write_due(organisation=ORGANISATION, now=TEN_O_CLOCK + 3 * HOUR)
        assert send(TEN_O_CLOCK + 3 * HOUR)
        assert server.subjects[2:] == ["At 14:00 today: A day as a welder"]


def test_reminder_is_not_sent_after_three_silent_days(server):
    book(welding(), patel(), ("10B", 28))
    send()
    friday = datetime.fromisoformat("2026-11-27T08:00Z")
    write_due(organisation=ORGANISATION, now=friday)

    assert send(friday + 3 * DAY)

    assert len(server.accepted) == 1
    assert mail_of(Kind.STILL_COMING).trouble == "It was too late to be of use."


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_cancel_at_once_send_one_mail_each(server):
    some_mail(3)
    send()
    webinar = Webinar.objects.get()

    def cancel():
        bookings.cancel_webinar(webinar=webinar, reason="The presenter is ill.", now=NOON)

    errors = at_once(cancel, cancel)
    send()

    assert errors == []
    assert sorted(server.recipients[3:]) == [f"a{number}@school.example" for number in range(3)]
    assert set(server.subjects[3:]) == {"Cancelled: A day as a welder"}
