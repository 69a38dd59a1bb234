"""Signing in by a mailed link: who gets one, what it opens, and what nobody can learn by asking."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.test import Client

from core.models import Allowance
from tests.conftest import NOON
from tests.factories import AdviserFactory, BookingFactory, BookingRequestFactory, UserFactory
from tests.hostile import every_family, octets, short
from tests.pages import Page, warm
from tests.webinars.visiting import page_of, sign_in, tables
from webinars.advisers import signin
from webinars.codes import Purpose, code_for
from webinars.models import Adviser, Kind, Mail

pytestmark = pytest.mark.django_db

ASK = "/bookings/sign-in/"
LIST = "/bookings/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def ask(client, email="ruth@school.example", **environ):
    return client.post(ASK, {"email": email}, **environ)


def link_of(adviser) -> str:
    adviser.refresh_from_db()
    return page_of("adviser-enter", code_for(Purpose.SIGN_IN, adviser))


def test_known_address_gets_a_mail_with_a_new_link(client):
    adviser = AdviserFactory(email="ruth@school.example")
    old = link_of(adviser)

    response = ask(client, "Ruth@School.example ")

    adviser.refresh_from_db()
    mail = Mail.objects.get()
    assert response.status_code == 200
    assert (mail.kind, mail.key, mail.adviser) == (Kind.SIGN_IN, f"sign-in:{adviser.nonce}", adviser)
    assert (mail.is_urgent, mail.due_at, mail.useless_at) == (True, NOON, NOON + timedelta(minutes=30))
    assert client.get(old).status_code == 404
    assert client.get(link_of(adviser)).status_code == 200


def test_unknown_address_gets_the_same_answer_and_no_mail(client):
    AdviserFactory(email="ruth@school.example")

    known = ask(client, "ruth@school.example")
    unknown = ask(client, "none@school.example")

    assert known.content.replace(b"ruth@", b"none@") == unknown.content
    assert (known.status_code, dict(known.headers)) == (unknown.status_code, dict(unknown.headers))
    assert [mail.adviser.email for mail in Mail.objects.all()] == ["ruth@school.example"]
    assert sorted(len(row.times) for row in Allowance.objects.all()) == [
        1,
        1,
        2,
    ]  # two addresses, one network


def test_fourth_link_of_an_hour_is_not_mailed_and_nobody_is_told(client, clock):
    AdviserFactory(email="ruth@school.example")

    answers = [ask(client) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == 1
    assert Mail.objects.count() == 3
    clock.shift(timedelta(hours=1))
    ask(client)
    assert Mail.objects.count() == 4


def test_address_that_asked_too_often_keeps_its_last_link(client):
    adviser = AdviserFactory(email="ruth@school.example")
    for _ in range(3):
        ask(client)
    last = link_of(adviser)

    ask(client)

    assert client.get(last).status_code == 200


def test_network_that_asked_too_often_is_told(client):
    adviser = AdviserFactory()
    for number in range(60):
        assert ask(client, f"somebody{number}@school.example").status_code == 200

    refused = ask(client, adviser.email)
    elsewhere = ask(client, adviser.email, REMOTE_ADDR="192.0.2.7")

    assert refused.status_code == 429
    assert "Too many links were asked for from your school’s network" in refused.content.decode()
    assert adviser.email in refused.content.decode()
    assert elsewhere.status_code == 200
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("email", ["", "ruth", "ruth@school", "a@b.example\n", "rüth@school.example"])
def test_what_is_no_address_is_refused_beside_its_field(client, email):
    response = ask(client, email)

    page = Page(response)
    if email.strip() == "a@b.example":  # the end of a line is no part of it
        assert page.texts("h1") == ["Look at your e-mail"]
    else:
        assert page.title.startswith("Error: ")
        assert [link.get("href") for link in page.all("div[@class='problems']//a")] == ["#id_email"]
        assert Allowance.objects.count() == 0


def test_link_shows_one_button_and_names_nobody(client):
    adviser = AdviserFactory(email="ruth@school.example", name="Ruth Okafor")

    response = client.get(link_of(adviser))

    page = Page(response)
    assert [button.get("type") for button in page.all("main//button")] == ["submit"]
    assert page.texts("main//button") == ["Sign in"]
    assert [
        name for name in ("ruth", "Ruth", "Okafor", "school.example") if name in str(response.content)
    ] == []


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_link_changes_nothing(client, method):
    link = link_of(AdviserFactory())
    before = tables()

    for _ in range(3):
        assert getattr(client, method)(link).status_code == 200

    assert tables() == before
    assert client.get(LIST).status_code == 302


def test_pressing_the_button_signs_in_and_proves_the_address(client):
    adviser = AdviserFactory(proved_at=None)

    response = client.post(link_of(adviser))

    adviser.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert adviser.proved_at == NOON
    assert client.get(LIST).status_code == 200


def test_link_works_once(client):
    adviser = AdviserFactory()
    link = link_of(adviser)
    missing = client.get("/no-such-page/")
    client.post(link)

    again = [Client().post(link), Client().get(link)]

    assert [(answer.status_code, answer.content) for answer in again] == [(404, missing.content)] * 2
    assert client.get(LIST).status_code == 200


def test_link_ends_after_half_an_hour(client, clock):
    link = link_of(AdviserFactory())
    clock.shift(timedelta(minutes=30, seconds=1))

    assert client.post(link).status_code == 404
    assert client.get(LIST).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_is_signed_in():
    link = link_of(AdviserFactory())
    start, answers = Barrier(2), []

    def press():
        client = Client()
        start.wait()
        try:
            answers.append((client.post(link).status_code, client.get(LIST).status_code))
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [(302, 200), (404, 302)]


def test_one_who_read_the_nonce_before_it_was_spent_is_refused(monkeypatch):
    adviser = AdviserFactory()
    code = code_for(Purpose.SIGN_IN, adviser)
    monkeypatch.setattr(signin, "adviser_of", lambda code: adviser)  # as another read it a moment ago
    signin.use_link(code=code, now=NOON)

    with pytest.raises(signin.errors.CodeSpent):
        signin.use_link(code=code, now=NOON)


def test_signing_in_gives_the_session_another_key(client):
    client.post(ASK, {"email": "x"})
    session = client.session
    session["planted"] = "by somebody"
    session.save()
    client.cookies["session"] = planted = session.session_key

    sign_in(client, AdviserFactory())

    assert client.cookies["session"].value != planted


@pytest.mark.parametrize("is_staff", [True, False])
def test_link_opens_nothing_of_the_admin(client, is_staff):
    adviser = AdviserFactory(email="editor@school.example")
    UserFactory(email="editor@school.example", is_staff=is_staff, is_superuser=is_staff)

    sign_in(client, adviser)

    response = client.get("/admin/")
    assert (response.status_code, response["Location"]) == (302, "/admin/login/?next=/admin/")
    assert "_auth_user_id" not in client.session


def test_staff_who_sign_in_as_advisers_stay_staff_when_they_sign_out(client):
    client.force_login(UserFactory(is_superuser=True))
    sign_in(client, AdviserFactory())

    client.post(page_of("adviser-sign-out"))

    assert client.get(LIST).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_staff_are_no_advisers(client):
    AdviserFactory(email="editor@school.example")
    client.force_login(UserFactory(email="editor@school.example", is_superuser=True))

    assert client.get(LIST).status_code == 302


def test_session_ends_twelve_hours_after_signing_in_whatever_is_kept_in_it(client, clock):
    sign_in(client, AdviserFactory())

    clock.shift(timedelta(hours=11, minutes=59))
    assert client.get(LIST).status_code == 200
    session = client.session
    session["something"] = "kept later"
    session.set_expiry(2 * 60 * 60)
    session.save()
    clock.shift(timedelta(minutes=1))

    assert client.get(LIST).status_code == 302


def test_signing_out_forgets_everything(client):
    sign_in(client, AdviserFactory())
    session = client.session
    session["booking-1"] = {"name": "Ruth"}
    session.save()

    response = client.post(page_of("adviser-sign-out"))

    assert (response.status_code, response["Location"]) == (302, ASK)
    assert dict(client.session) == {}
    assert client.get(page_of("adviser-sign-out")).status_code == 405


@pytest.mark.parametrize("name", ["booking-list", "adviser-data", "adviser-download", "adviser-leave"])
def test_own_pages_send_strangers_to_sign_in(client, name):
    assert client.get(page_of(name))["Location"] == ASK
    assert client.get(page_of("adviser-sign-out")).status_code == 405


def test_adviser_who_was_deleted_is_signed_out(client):
    adviser = AdviserFactory()
    sign_in(client, adviser)
    Adviser.objects.filter(pk=adviser.pk).delete()

    assert client.get(LIST).status_code == 302


@every_family
def test_hostile_address_is_no_error_of_ours_and_mails_nobody(client, values):
    client.raise_request_exception = False
    AdviserFactory()

    answers = {
        short(value): client.generic(
            "POST", ASK, b"email=" + octets(value), "application/x-www-form-urlencoded"
        ).status_code
        for value in values
    }

    assert {value: status for value, status in answers.items() if status >= 500} == {}
    assert Mail.objects.count() == 0


def test_pages_of_signing_in_ask_the_database_little(client, django_assert_num_queries):
    link = link_of(BookingRequestFactory().adviser)
    warm(client, "/")

    with django_assert_num_queries(1):  # the version of the content
        client.get(ASK)
    with django_assert_num_queries(1):  # the adviser
        client.get(link)


def test_forms_are_held_against_other_sites(client):
    strict = Client(enforce_csrf_checks=True)
    booking = BookingFactory()

    assert strict.post(ASK, {"email": booking.adviser.email}).status_code == 403
    assert strict.post(link_of(booking.adviser)).status_code == 403
    assert Mail.objects.count() == 0
