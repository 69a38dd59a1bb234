"""Whatever is typed or sent at the career's form and list, nothing breaks.

Drawing a page of 100 fields costs far more than reading what was typed, so the whole list of
values is answered without drawing; the few draw every page.
"""

import pytest
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from careersguide.roles import EDITOR, PUBLISHER
from profiles.models import Career
from tests.factories import (
    CareerConditionFactory,
    CareerFactory,
    CareerSkillFactory,
    CareerTitleFactory,
    ExternalCodeFactory,
    RelatedCareerFactory,
    RequirementFactory,
    RouteFactory,
)
from tests.hostile import escaped, every_value, few_by_day, short
from tests.staff import client_of, sent_back

pytestmark = pytest.mark.django_db


DRAWN = ("", "\x00", "\ud800", "-1", "9" * 40, "1e999", "NaN", "\\", "%00", "<!--", "a" * 50_000, "２")


def full_career() -> Career:
    career = CareerFactory()
    for part in (
        CareerTitleFactory,
        CareerSkillFactory,
        CareerConditionFactory,
        RelatedCareerFactory,
        ExternalCodeFactory,
        RouteFactory,
        RequirementFactory,
    ):
        part(career=career)
    return career


def post(client, url, fields: dict[str, str]):
    body = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in fields.items())
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


def broken(answers: dict) -> dict:
    return {value: status for value, status in answers.items() if not 200 <= status < 500}


@pytest.fixture
def undrawn(monkeypatch):
    """Pages are decided on, but not drawn."""

    def render(response):
        response.content = b""
        return response

    monkeypatch.setattr(SimpleTemplateResponse, "render", render)


def form_of(client) -> tuple[str, dict[str, str], set[str], set[str]]:
    """The address of a whole career's form, what it sends untouched, the fields in which an editor
    types or chooses, and those that count rows.
    """
    url = reverse("admin:profiles_career_change", args=[full_career().pk])
    sent = sent_back(client.get(url))
    counting = {name for name in sent if name.endswith(("_FORMS", "-id", "-career"))}
    typed = sent.keys() - counting - {"csrfmiddlewaretoken"}
    return url, {name: values[-1] for name, values in sent.items() if values}, typed, counting


def answers_to(client, url, untouched, fields, values) -> dict[str, int]:
    return {
        short(value): post(client, url, untouched | dict.fromkeys(fields, value)).status_code
        for value in values
    }


@pytest.mark.any_database
def test_career_form_draws_any_text_in_all_fields_at_once_again():
    client = client_of(PUBLISHER)
    url, untouched, typed, _ = form_of(client)
    assert len(typed) > 55

    assert broken(answers_to(client, url, untouched, typed, DRAWN)) == {}
    assert post(client, url, untouched | {"title": "Still here"}).status_code == 302
    assert Career.objects.filter(title="Still here").exists()


@every_value
def test_career_form_takes_any_text_in_all_fields_at_once(request, values):
    client = client_of(PUBLISHER)
    url, untouched, typed, _ = form_of(client)
    request.getfixturevalue("undrawn")

    assert broken(answers_to(client, url, untouched, typed, values)) == {}


@few_by_day
def test_career_form_takes_any_text_in_what_counts_its_rows(request, values):
    client = client_of(EDITOR)
    url, untouched, _, counting = form_of(client)
    request.getfixturevalue("undrawn")
    # A great number in the counts of all parts would make thousands of rows to no purpose.
    fields = {name for name in counting if not name.endswith("_FORMS") or name.startswith("titles")}
    assert len(fields) > 10

    assert broken(answers_to(client, url, untouched, fields, values)) == {}


LIST = reverse("admin:profiles_career_changelist")


def list_answers(values, parameter, url=LIST, **fixed):
    client = client_of(EDITOR)
    CareerFactory()
    before = "".join(f"{name}={escaped(value)}&" for name, value in fixed.items())
    return {
        short(value): client.get(f"{url}?{before}{parameter}={escaped(value)}").status_code
        for value in values
    }


every_parameter = pytest.mark.parametrize(
    "parameter",
    [
        "q",
        "p",
        "o",
        "e",
        "all",
        "state",
        "main_sector__id__exact",
        "no_degree_needed__exact",
        "reviewed_on__gte",
        "reviewed_on__isnull",
        "_facets",
        "_popup",
        "_to_field",
        "_changelist_filters",
        "title",
        "nothing",
    ],
)


@every_parameter
@pytest.mark.any_database
def test_career_list_draws_any_text_in_a_parameter(parameter):
    assert broken(list_answers(DRAWN, parameter)) == {}


@few_by_day
@every_parameter
@pytest.mark.usefixtures("undrawn")
def test_career_list_takes_any_text_in_a_parameter(parameter, values):
    assert broken(list_answers(values, parameter)) == {}


@every_value
@pytest.mark.usefixtures("undrawn")
def test_career_list_takes_any_text_that_it_looks_for(values):
    for parameter in ("q", "main_sector__id__exact"):
        assert broken(list_answers(values, parameter)) == {}, parameter


AUTOCOMPLETE = {"app_label": "profiles", "model_name": "careerskill", "field_name": "skill"}


@few_by_day
@pytest.mark.parametrize("parameter", ["term", "page", "app_label", "model_name", "field_name"])
def test_autocomplete_takes_any_text_in_a_parameter(parameter, values):
    url = reverse("admin:autocomplete")

    assert broken(list_answers(values, parameter, url, **AUTOCOMPLETE)) == {}


@few_by_day
def test_career_list_takes_any_text_as_the_chosen_rows(values):
    CareerFactory()

    answers = answers_to(client_of(PUBLISHER), LIST, {"action": "withdraw_now"}, ["_selected_action"], values)

    assert broken(answers) == {}
    assert Career.objects.get().withdraw_at is None


@few_by_day
def test_career_addresses_take_any_text_as_the_key(values):
    client = client_of(EDITOR)

    answers = {
        short(value): client.get(f"/admin/profiles/career/{escaped(value)}/change/").status_code
        for value in values
    }

    assert broken(answers) == {}


def test_career_form_with_more_text_than_any_page_holds_is_refused_with_a_page_of_words():
    client = client_of(EDITOR)
    url, untouched, _, _ = form_of(client)

    refused = client.post(url, untouched | {"overview": "x" * 5 * 1024 * 1024})
    kept = client.post(url, untouched | {"overview": "x" * 1024 * 1024})

    assert refused.status_code == 400
    assert "<h1>" in refused.content.decode()
    assert kept.status_code == 302
