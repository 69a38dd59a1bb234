"""Whatever is typed or sent at the organisers' forms, lists and acts, nothing breaks.

The long list of values is answered without drawing the page, as it costs far more than reading
what was typed; the short one draws every page.
"""

import pytest
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from careersguide.roles import ORGANISER
from tests.factories import AdviserFactory, BookingFactory, MailFactory, SchoolFactory, WebinarFactory
from tests.hostile import escaped, every_list, short
from tests.staff import client_of, sent_back
from tests.webinars.admin.pages import REASON, address, start
from webinars.models import Adviser, Booking, Mail, School, Series, Status, Webinar

pytestmark = pytest.mark.django_db

MOVE = {**start("2030-12-17", "14:00"), **REASON, "seen": ""}
COPY = {"title": "Again", "slug": "again", **start("2030-12-17", "14:00")}


@pytest.fixture
def undrawn(monkeypatch):
    """Pages are decided on, but not drawn."""

    def render(response):
        response.content = b""
        return response

    monkeypatch.setattr(SimpleTemplateResponse, "render", render)


def post(client, url, fields: dict[str, str]):
    body = "&".join(f"{escaped(name)}={escaped(str(value))}" for name, value in fields.items())
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


def broken(answers: dict) -> dict:
    return {value: status for value, status in answers.items() if not 200 <= status < 500}


def answers_to(client, url, untouched, fields, values) -> dict[str, int]:
    return {
        short(value): post(client, url, untouched | dict.fromkeys(fields, value)).status_code
        for value in values
    }


@every_list
@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_webinar_form_takes_any_text_in_all_fields_at_once(request, values, status):
    client, webinar = client_of(ORGANISER), WebinarFactory(status=status)
    url = address(Webinar, "change", webinar.pk)
    untouched = {name: sent[-1] for name, sent in sent_back(client.get(url)).items() if sent}
    fields = untouched.keys() - {"csrfmiddlewaretoken"} | {"careers", "benchmarks", "series"}
    assert len(fields) > 20
    if len(values) > 30:
        request.getfixturevalue("undrawn")

    assert broken(answers_to(client, url, untouched, fields, values)) == {}
    assert post(client, url, untouched | {"title": "Still here"}).status_code == 302
    assert Webinar.objects.filter(title="Still here").exists()


@every_list
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("act", "untouched"),
    [
        ("move", MOVE),
        ("duplicate", COPY),
        ("postpone", REASON),
        ("cancel", REASON),
        ("publish", {"seen": ""}),
    ],
)
def test_act_on_a_webinar_takes_any_text(values, act, untouched):
    webinar = WebinarFactory(status=Status.DRAFT)  # so that no act is done
    client = client_of(ORGANISER)

    for field in untouched:
        answers = answers_to(client, address(Webinar, act, webinar.pk), untouched, [field], values)
        assert broken(answers) == {}


@every_list
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(("act", "field"), [("places", "year_10"), ("cancel", "reason")])
def test_act_on_a_booking_takes_any_text(values, act, field):
    booking = BookingFactory()

    answers = {}
    for value in values:
        answers |= answers_to(client_of(ORGANISER), address(Booking, act, booking.pk), {}, [field], [value])

    assert broken(answers) == {}


@every_list
def test_school_form_takes_any_text(values):
    client, url = client_of(ORGANISER), address(School, "add")

    for field in ("name", "urn", "town", "postcode"):
        assert broken(answers_to(client, url, {"name": "Oakfield"}, [field], values[:40])) == {}


@pytest.mark.usefixtures("undrawn")
@every_list
@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        (
            Webinar,
            ("q", "p", "o", "when", "status__exact", "series__id__exact", "starts_at__year", "nothing"),
        ),
        (Booking, ("q", "p", "state", "webinar")),
        (Mail, ("q", "state", "kind__exact")),
        (School, ("q", "urn__isempty")),
        (Adviser, ("q",)),
        (Series, ("q",)),
    ],
)
def test_list_takes_any_text_in_a_parameter(values, model, parameters):
    client, url = client_of(ORGANISER), address(model, "changelist")
    WebinarFactory(), BookingFactory(), MailFactory(), SchoolFactory(), AdviserFactory()

    for parameter in parameters:
        tried = values if parameter == "q" else values[:30]
        answers = {
            short(value): client.get(f"{url}?{parameter}={escaped(value)}").status_code for value in tried
        }
        assert broken(answers) == {}, parameter


@every_list
@pytest.mark.parametrize(
    "path",
    [
        "webinar/{}/change/",
        "webinar/{}/move/",
        "webinar/{}/waiting/",
        "booking/{}/cancel/",
        "mail/{}/change/",
    ],
)
def test_address_takes_any_text_as_the_key(values, path):
    client = client_of(ORGANISER)

    answers = {
        short(value): client.get(f"/admin/webinars/{path.format(escaped(value))}").status_code
        for value in values
    }

    assert broken(answers) == {}


@every_list
def test_webinar_address_takes_any_text_as_the_key_of_a_form_that_is_sent(values):
    client = client_of(ORGANISER)

    answers = {
        short(value): client.post(
            f"/admin/webinars/webinar/{escaped(value)}/change/", {"title": "x"}
        ).status_code
        for value in values
    }

    assert broken(answers) == {}


@every_list
def test_mail_takes_any_text_as_the_chosen_rows(values):
    MailFactory()

    answers = answers_to(
        client_of(ORGANISER),
        address(Mail, "changelist"),
        {"action": "send_again"},
        ["_selected_action"],
        values[:40],
    )

    assert broken(answers) == {}


@every_list
def test_import_takes_any_text_as_its_confirmation(values):
    url = reverse("admin:webinars_school_import")

    assert broken(answers_to(client_of(ORGANISER), url, {}, ["kept"], values)) == {}
