"""The mailbox of a developer's machine: what was sent, the newest first, and nothing else."""

import re

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from careersguide.mail_worker import send_due_mail
from careersguide.mailbox import FolderBackend
from tests.careersguide.test_crawl import faults_of
from tests.conftest import NOON
from tests.hostile import FEW, escaped, short
from tests.pages import Page
from tests.webinars.mail.scenario import MINUTE, book, patel, welding
from webinars.mail import outbox
from webinars.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DEBUG = settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "careersguide.mailbox.FolderBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def send(subject="A subject", text="Some words.", html="<p>Some words.</p>"):
    message = EmailMultiAlternatives(subject, text, "us@site.example", ["you@school.example"])
    message.attach_alternative(html, "text/html")
    FolderBackend().send_messages([message])


def addresses(client) -> list[str]:
    """The address of each mail in the list, in its order."""
    page = Page(client.get("/mail/"))
    return [a.get("href") for a in page.all("main//li/a")]


@pytest.mark.parametrize("path", ["/mail/", "/mail/1.eml/", "/mail/1.eml/letter/"])
def test_mailbox_is_not_there_without_debug(client, folder, settings, path):
    folder.mkdir()
    (folder / "1.eml").write_text("Subject: secret\n\nsecret")
    assert client.get("/mail/1.eml/").status_code == 200  # control

    settings.DEBUG = False

    assert client.get(path).status_code == 404


def test_mailbox_without_mail_says_so(client, folder):
    page = Page(client.get("/mail/"))

    assert faults_of("/mail/", page) == []
    assert page.texts("p[@class='empty']") == ["No mail yet. Book a group, and look here a second later."]


def test_mailbox_lists_the_newest_first(client, folder):
    for minutes in range(3):
        with time_machine.travel(NOON + minutes * MINUTE, tick=False):
            send(f"Mail {minutes}")

    page = Page(client.get("/mail/"))

    assert faults_of("/mail/", page) == []
    assert page.texts("main//li/a") == ["Mail 2", "Mail 1", "Mail 0"]


def test_mail_is_shown_with_its_links_and_its_calendar(client, folder):
    with time_machine.travel(NOON, tick=False):
        book(welding(), patel(), ("10B", 28))
        assert send_due_mail()

    (address,) = addresses(client)
    page = Page(client.get(address))

    assert faults_of(address, page) == []
    assert page.texts("h1") == ["Your groups are booked: A day as a welder"]
    assert page.texts("h2") == ["webinar-10b.ics", "Headers"]
    (calendar,) = page.texts("p/code")
    assert calendar.startswith("BEGIN:VCALENDAR")
    links = [a.get("href") for a in page.all("main//a") if "/bookings/" in a.get("href", "")]
    assert len(links) == 2  # the group's, and all bookings


def test_link_to_sign_in_can_be_followed_from_the_mailbox(client, folder):
    adviser = patel()
    outbox.queue([outbox.compose(Kind.SIGN_IN, adviser.nonce, adviser=adviser, now=NOON)])
    with time_machine.travel(NOON, tick=False):
        send_due_mail()

    (address,) = addresses(client)
    page = Page(client.get(address))

    (link,) = [a.get("href") for a in page.all("main//a") if "/sign-in/" in a.get("href", "")]
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/bookings/sign-in/[\w:=-]+/", link)


def test_letter_is_shown_as_it_is_and_may_load_and_run_nothing(client, folder):
    send(html="<!doctype html><title>x</title><script>alert(1)</script><p>Hello")

    (address,) = addresses(client)
    response = client.get(f"{address}letter/")

    assert response.content == b"<!doctype html><title>x</title><script>alert(1)</script><p>Hello"
    policy = {part.strip() for part in response["Content-Security-Policy"].split(";")}
    assert {"default-src 'none'", "script-src 'none'", "style-src 'unsafe-inline'", "sandbox"} <= policy
    assert response["Referrer-Policy"] == "no-referrer"


def test_mail_with_markup_in_its_words_is_harmless(client, folder):
    send("<script>alert(1)</script>", "<script>alert(2)</script> http://127.0.0.1:8000/x/")

    (address,) = addresses(client)
    for path in ("/mail/", address):
        page = Page(client.get(path))
        assert faults_of(path, page) == []
        assert [script.text for script in page.all("main//script")] == []


def test_mailbox_asked_for_what_is_not_there_never_breaks(folder):
    send()
    client = Client(raise_request_exception=False)

    answers = {
        short(value): client.get(f"/mail/{escaped(value)}/{end}").status_code
        for value in FEW
        if value.strip("/")
        for end in ("", "letter/")
    }

    assert {value: status for value, status in answers.items() if status not in {400, 404}} == {}


@pytest.mark.parametrize("name", ["..", ".hidden.eml", "2026.eml", "..%2F2026.eml", "%2E%2E%2F2026.eml"])
def test_mailbox_shows_no_file_outside_its_folder(client, folder, tmp_path, name):
    send()
    (tmp_path / "2026.eml").write_text("Subject: outside\n\nnot in the folder")
    (folder / ".hidden.eml").write_text("Subject: half written\n\n")

    assert client.get(f"/mail/{name}/").status_code == 404


def test_mail_that_nobody_can_read_breaks_no_page(client, folder):
    folder.mkdir()
    (folder / "1.eml").write_bytes(b"\xff\x00\nSubject: =?utf-8?b?!!\n\n\xff\xfe")

    assert client.get("/mail/").status_code == 200
    assert client.get("/mail/1.eml/").status_code == 200
    assert client.get("/mail/1.eml/letter/").status_code == 404
