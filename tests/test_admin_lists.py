"""Every list of the admin, with rows in it: each cell says something that a person can read."""

import re

import html5lib
import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from profiles.models import MissedSearch
from tests.factories import UserFactory
from tests.test_all_models import APPS, FACTORIES

# What Python makes of a manager, an object, a class or a lazy value that was meant to be called.
JUNK = re.compile(r"\w+\.\w+\.None|<[^>]* object|object at 0x|<class |<function |<bound |QuerySet|\{\{|%\(")

MODELS = [model for model in admin.site._registry if model._meta.app_label in APPS]


def make_rows(model) -> None:
    fields = {"words": "vet", "times": 3} if model is MissedSearch else {}
    if not model.objects.exists():
        FACTORIES[model](**fields)


def cells_of(response) -> list[str]:
    """The text of each cell of the list on the page, without the boxes to tick."""
    page = html5lib.parse(response.content, transport_encoding="utf-8", namespaceHTMLElements=False)
    rows = page.findall(".//table[@id='result_list']/tbody/tr")
    cells = [cell for row in rows for cell in row if cell.get("class") != "action-checkbox"]
    return [" ".join("".join(cell.itertext()).split()) for cell in cells]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
@pytest.mark.django_db
def test_admin_list_shows_words_in_every_cell(model):
    make_rows(model)
    client = Client()
    person = UserFactory(is_superuser=True)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    response = client.get(url, follow=True)

    assert response.status_code == 200
    if "cl" not in response.context:  # of one row there is a form and no list
        assert response.redirect_chain
        return
    cells = cells_of(response)
    assert cells
    assert [cell for cell in cells if JUNK.search(cell)] == []


def test_every_app_has_lists():
    assert {model._meta.app_label for model in MODELS} == {"careersguide", "webinars", "profiles"}


@pytest.mark.parametrize(
    "cell", ["profiles.Career.None", "<Career object (1)>", "<Thing object at 0x7f>", "<bound method f>"]
)
def test_junk_is_seen(cell):
    assert JUNK.search(cell)


def test_words_are_not_junk():
    assert [cell for cell in ["-", "None at the moment", "3", "At 10:00 <b>"] if JUNK.search(cell)] == []
