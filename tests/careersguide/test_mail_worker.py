"""The site's part in mail: who it comes from, which days are holidays, and the sender beside the jobs."""

import logging
import threading
from datetime import date

import pytest
import time_machine
from django.core.checks import run_checks
from django.db import OperationalError

from careersguide import mail_worker
from careersguide.checks import NO_MAIL
from careersguide.mail_worker import Sender, holidays_around, organisation_at, send_due_mail, write_due_mail
from tests.conftest import NOON
from tests.factories import SchoolHolidayFactory, SiteSettingsFactory
from tests.mailserver import HANG, mail_server
from tests.processes import until
from tests.webinars.mail.scenario import HOUR, TEN_O_CLOCK, book, kinds, patel, welding
from webinars.models import Mail

pytestmark = pytest.mark.django_db


# --- The organisation -----------------------------------------------------------------------------------


def test_organisation_is_told_by_the_site_settings():
    settings = SiteSettingsFactory(
        organisation="Careers, North", contact_email="hello@north.example", sender_email="mail@north.example"
    )
    SchoolHolidayFactory(settings=settings, starts_on=date(2026, 12, 21), ends_on=date(2026, 12, 22))

    organisation = organisation_at(NOON)

    assert (organisation.name, organisation.sender, organisation.contact_email, organisation.holidays) == (
        "Careers, North",
        '"Careers, North" <mail@north.example>',
        "hello@north.example",
        {date(2026, 12, 21), date(2026, 12, 22)},
    )


def test_organisation_without_settings_writes_from_the_site_itself(settings):
    settings.SITE_URL = "https://careers.example:8443"

    organisation = organisation_at(NOON)

    assert (organisation.sender, organisation.contact_email) == (
        "Careers guide <no-reply@careers.example>",
        "",
    )


def test_holidays_are_kept_to_the_days_that_matter():
    SchoolHolidayFactory(starts_on=date(1900, 1, 1), ends_on=date(2200, 1, 1))

    days = holidays_around(date(2026, 11, 16))

    assert (min(days), max(days), len(days)) == (date(2026, 11, 9), date(2027, 4, 15), 158)


def test_reminders_of_the_job_know_the_holidays():
    book(welding(), patel(), ("10B", 28))
    SchoolHolidayFactory(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 1))
    tuesday = TEN_O_CLOCK - 26 * HOUR

    write_due_mail(tuesday)
    assert kinds() == ["booked"]

    write_due_mail(tuesday - 24 * HOUR)
    assert kinds() == ["booked", "day-before"]


# --- Sending --------------------------------------------------------------------------------------------


def test_mail_without_a_mail_server_waits(settings, mailoutbox):
    settings.SENDS_MAIL = False
    book(welding(), patel(), ("10B", 28))

    with time_machine.travel(NOON, tick=False):
        assert send_due_mail()
    assert (mailoutbox, Mail.objects.get().sent_at) == ([], None)

    settings.SENDS_MAIL = True
    with time_machine.travel(NOON, tick=False):
        assert send_due_mail()
    assert [message.to for message in mailoutbox] == [["patel@school.example"]]


def test_looking_for_mail_asks_the_database_once(settings, django_assert_num_queries):
    settings.SENDS_MAIL = True

    with django_assert_num_queries(1):
        assert send_due_mail()


@pytest.fixture
def sender(settings, monkeypatch):
    settings.SENDS_MAIL = True
    monkeypatch.setattr(mail_worker, "SECONDS_BETWEEN_LOOKS", 0.01)
    sender = Sender()
    yield sender
    sender.end()


@pytest.mark.django_db(transaction=True)
def test_sender_sends_beside_whatever_else_runs(sender, mailoutbox):
    book(welding(), patel(), ("10B", 28))
    Mail.objects.update(due_at=NOON.replace(year=2020))

    sender.start()
    until(lambda: Mail.objects.get().sent_at)
    sender.end()

    assert not sender.is_alive()
    assert [message.to for message in mailoutbox] == [["patel@school.example"]]


def test_sender_survives_any_error_and_rests_longer(sender, monkeypatch, caplog):
    errors = [OperationalError("no answer for anna@school.example"), ValueError("anna@school.example")]
    looks, done = [], threading.Event()

    def fail_then_send(is_ending):
        looks.append(sender._rest)
        if len(looks) <= len(errors):
            raise errors[len(looks) - 1]
        done.set()
        return True

    monkeypatch.setattr(mail_worker, "send_due_mail", fail_then_send)
    with caplog.at_level(logging.ERROR):
        sender.start()
        assert done.wait(10)
        sender.end()

    assert looks[:3] == [0.01, 0.02, 0.04]
    assert "mail could not be sent: OperationalError" in caplog.text
    assert "mail could not be sent: ValueError" in caplog.text
    assert "anna@" not in caplog.text


def test_sender_that_has_rested_rests_no_longer_than_a_minute(sender):
    sender._rest = 50

    assert sender._longer_rest() == 60


def test_sender_that_is_not_started_ends(sender):
    sender.end()

    assert not sender.is_alive()


@pytest.mark.django_db(transaction=True)
def test_sender_before_a_server_that_hangs_holds_up_nobody(sender, settings, monkeypatch):
    monkeypatch.setattr(mail_worker, "SECONDS_TO_END", 0.05)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.3
    book(welding(), patel(), ("10B", 28))
    Mail.objects.update(due_at=NOON.replace(year=2020))
    reached = threading.Event()

    with mail_server() as (handler, settings.EMAIL_PORT):
        handler.answers, handler.on_hang = {"EHLO": HANG}, reached.set
        sender.start()
        assert reached.wait(10)
        assert Mail.objects.filter(tries=1).exclude(leased_until=None).count() == 1

        sender.end()  # comes back though the mail server does not

        assert sender.daemon
        sender.join(10)
    assert Mail.objects.get().trouble.startswith("No answer from the mail server: ")


# --- The check ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sends_mail", "found"), [(True, []), (False, [NO_MAIL])])
def test_deployment_without_a_mail_server_is_warned_of(settings, sends_mail, found):
    settings.SENDS_MAIL = sends_mail

    said = run_checks(include_deployment_checks=True)

    assert [one for one in said if one.id == NO_MAIL.id] == found
    assert [one for one in run_checks() if one.id == NO_MAIL.id] == []
