"""Whatever is typed or sent at the career's form and list, nothing breaks.

Drawing a page of 100 fields costs far more than reading what was typed, so the long list of
values is answered without drawing; the short one draws every page.
"""

import json
import os
from functools import cache
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings
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
from tests.staff import client_of, sent_back

pytestmark = pytest.mark.django_db

DATA = Path(os.environ.get("CAREERSGUIDE_DATA") or Path(settings.BASE_DIR).parent / "shared" / "data")
FILE = DATA / "hostile" / "inputs.jsonl"
SHORT = ("", "\x00", "\ud800", "-1", "9" * 40, "1e400", "NaN", "'", "%00", "<script>", "x" * 50_000, "２")


@cache
def long_list() -> tuple[str, ...]:
    values = []
    if FILE.exists():
        for line in FILE.read_text(encoding="utf-8").splitlines():
            value = json.loads(line)
            if isinstance(value, dict):
                value = value.get("prefix", "") + value["repeat"] * value["times"] + value.get("suffix", "")
            values.append(value)
    return tuple(values)


def encoded(value: str) -> str:
    """``value`` as it may stand in an address or a form, half characters and all."""
    return quote_from_bytes(value.encode("utf-8", "surrogatepass"), safe="")


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
    body = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in fields.items())
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


def broken(answers: dict) -> dict:
    return {value: status for value, status in answers.items() if not 200 <= status < 500}


@pytest.fixture
def undrawn(monkeypatch):
    """Pages are decided on, but not drawn. Skips where the long list is not at hand."""
    if not FILE.exists():
        pytest.skip(f"{FILE.name} is not here; the short list is tried in any case")

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
        value[:80]: post(client, url, untouched | dict.fromkeys(fields, value)).status_code
        for value in values
    }


def test_career_form_takes_any_text_in_all_fields_at_once():
    client = client_of(PUBLISHER)
    url, untouched, typed, _ = form_of(client)
    assert len(typed) > 55

    assert broken(answers_to(client, url, untouched, typed, SHORT)) == {}
    assert post(client, url, untouched | {"title": "Still here"}).status_code == 302
    assert Career.objects.filter(title="Still here").exists()


STEP = 4  # of the long list, so that each value stands in every fourth field of one post after another


def test_career_form_takes_any_text_of_the_long_list(request):
    client = client_of(PUBLISHER)
    url, untouched, typed, _ = form_of(client)
    request.getfixturevalue("undrawn")
    values = long_list()

    answers = {}
    for start_at in range(0, len(values), STEP):
        turned = [*values[start_at:], *values[:start_at]]
        fields = dict(zip(sorted(typed), turned, strict=False))
        answers[values[start_at][:80]] = post(client, url, untouched | fields).status_code

    assert broken(answers) == {}


def test_career_form_takes_any_text_in_what_counts_its_rows():
    client = client_of(EDITOR)
    url, untouched, _, counting = form_of(client)
    # A great number in the counts of all parts would make thousands of rows to no purpose.
    fields = {name for name in counting if not name.endswith("_FORMS") or name.startswith("titles")}
    assert len(fields) > 10

    assert broken(answers_to(client, url, untouched, fields, SHORT)) == {}


LIST = reverse("admin:profiles_career_changelist")


def list_answers(values, parameter, url=LIST, **fixed):
    client = client_of(EDITOR)
    CareerFactory()
    before = "".join(f"{name}={encoded(value)}&" for name, value in fixed.items())
    return {
        value[:80]: client.get(f"{url}?{before}{parameter}={encoded(value)}").status_code for value in values
    }


@pytest.mark.parametrize(
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
def test_career_list_takes_any_text_in_a_parameter(parameter):
    assert broken(list_answers(SHORT, parameter)) == {}


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("parameter", ["q", "main_sector__id__exact"])
def test_career_list_takes_any_text_of_the_long_list(parameter):
    assert broken(list_answers(long_list(), parameter)) == {}


AUTOCOMPLETE = {"app_label": "profiles", "model_name": "careerskill", "field_name": "skill"}


@pytest.mark.parametrize("parameter", ["term", "page", "app_label", "model_name", "field_name"])
def test_autocomplete_takes_any_text_in_a_parameter(parameter):
    url = reverse("admin:autocomplete")

    values = SHORT + long_list() if parameter == "term" else SHORT
    assert broken(list_answers(values, parameter, url, **AUTOCOMPLETE)) == {}


def test_career_list_takes_any_text_as_the_chosen_rows():
    CareerFactory()

    answers = answers_to(client_of(PUBLISHER), LIST, {"action": "withdraw_now"}, ["_selected_action"], SHORT)

    assert broken(answers) == {}
    assert Career.objects.get().withdraw_at is None


def test_career_addresses_take_any_text_as_the_key():
    client = client_of(EDITOR)

    answers = {
        value[:80]: client.get(f"/admin/profiles/career/{encoded(value)}/change/").status_code
        for value in SHORT + long_list()
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
