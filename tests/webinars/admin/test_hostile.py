"""Whatever is typed or sent at the organisers' forms, lists and actions, nothing breaks.

The long list of values is answered without drawing the page, as it costs far more than reading
what was typed; the short one draws every page.
"""

import pytest
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from careersguide.roles import ORGANISER
from tests.factories import BookingFactory, MailFactory, WebinarFactory
from tests.hostile import escaped, every_value, few_by_day, short
from tests.staff import client_of, sent_back
from tests.webinars.admin.pages import REASON, address, start
from webinars.models import Adviser, Booking, Mail, School, Status, Webinar

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


@every_value
def test_webinar_form_takes_any_text_in_all_fields_at_once(request, values):
    client, webinar = client_of(ORGANISER), WebinarFactory(status=Status.DRAFT)
    url, untouched, fields = form_of(client, webinar)
    request.getfixturevalue("undrawn")

    assert broken(answers_to(client, url, untouched, fields, values)) == {}
    assert post(client, url, untouched | {"title": "Still here"}).status_code == 302
    assert Webinar.objects.filter(title="Still here").exists()


@few_by_day
@pytest.mark.any_database
def test_published_webinar_form_draws_any_text_again(values):
    client, webinar = client_of(ORGANISER), WebinarFactory()
    url, untouched, fields = form_of(client, webinar)

    assert broken(answers_to(client, url, untouched, fields, values)) == {}
    assert Webinar.objects.get().title == webinar.title


def form_of(client, webinar):
    """The address of a webinar's form, what it sends untouched, and every field that somebody fills."""
    url = address(Webinar, "change", webinar.pk)
    sent = sent_back(client.get(url))
    untouched = {name: values[-1] for name, values in sent.items() if values}
    fields = untouched.keys() - {"csrfmiddlewaretoken"} | {"careers", "benchmarks", "series"}
    assert len(fields) > 20
    return url, untouched, fields


@few_by_day
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("action", "untouched", "fields"),
    [
        ("move", MOVE, ["starts_at_0", "starts_at_1", "seen"]),
        ("duplicate", COPY, ["title", "slug", "starts_at_0"]),
        ("cancel", REASON, ["reason"]),
    ],
)
def test_action_on_a_webinar_takes_any_text(action, untouched, fields, values):
    webinar = WebinarFactory(status=Status.DRAFT)  # so that moving and cancelling are tried each time
    client, url = client_of(ORGANISER), address(Webinar, action, webinar.pk)

    for field in fields:
        assert broken(answers_to(client, url, untouched, [field], values)) == {}


@few_by_day
@pytest.mark.usefixtures("undrawn")
def test_other_places_of_a_booking_take_any_text(values):
    booking = BookingFactory()
    url = address(Booking, "places", booking.pk)

    assert broken(answers_to(client_of(ORGANISER), url, {}, ["year_10", "year_13"], values)) == {}


@few_by_day
@pytest.mark.usefixtures("undrawn")
def test_reason_to_cancel_a_booking_takes_any_text(values):
    client, answers = client_of(ORGANISER), {}
    for value in values:
        url = address(Booking, "cancel", BookingFactory().pk)
        answers |= answers_to(client, url, {}, ["reason"], [value])

    assert broken(answers) == {}


@few_by_day
@pytest.mark.usefixtures("undrawn")
def test_school_form_takes_any_text(values):
    client, url = client_of(ORGANISER), address(School, "add")

    for field in ("name", "urn", "town"):
        assert broken(answers_to(client, url, {"name": "Oakfield"}, [field], values)) == {}


@few_by_day
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        (Webinar, ("q", "o", "when", "status__exact", "series__id__exact", "starts_at__year")),
        (Booking, ("q", "p", "state", "webinar")),
        (Mail, ("q", "state", "kind__exact")),
        (School, ("q", "urn__isempty")),
        (Adviser, ("q",)),
    ],
)
def test_list_takes_any_text_in_a_parameter(model, parameters, values):
    client, url = client_of(ORGANISER), address(model, "changelist")
    BookingFactory(), MailFactory()

    for parameter in parameters:
        urls = {short(value): f"{url}?{parameter}={escaped(value)}" for value in values}
        answers = {value: client.get(tried).status_code for value, tried in urls.items()}
        assert broken(answers) == {}, parameter


@few_by_day
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "path", ["webinar/{}/change/", "webinar/{}/move/", "webinar/{}/waiting/", "booking/{}/cancel/"]
)
def test_address_takes_any_text_as_the_key(path, method, values):
    ask = getattr(client_of(ORGANISER), method)

    urls = {short(value): f"/admin/webinars/{path.format(escaped(value))}" for value in values}
    answers = {value: ask(url).status_code for value, url in urls.items()}

    assert broken(answers) == {}


@few_by_day
@pytest.mark.usefixtures("undrawn")
def test_mail_takes_any_text_as_the_chosen_rows(values):
    MailFactory()
    client, url = client_of(ORGANISER), address(Mail, "changelist")

    assert broken(answers_to(client, url, {"action": "send_again"}, ["_selected_action"], values)) == {}


@few_by_day
def test_import_takes_any_text_as_its_confirmation(values):
    url = reverse("admin:webinars_school_import")

    assert broken(answers_to(client_of(ORGANISER), url, {}, ["kept"], values)) == {}
