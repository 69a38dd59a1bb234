"""What every page of the admin has from its base class, whatever it is about."""

import pytest
from django.contrib import admin
from django.urls import reverse

from core.admin import EditorsAdmin
from tests.factories import UserFactory
from tests.staff import sent_back
from tests.test_all_models import FACTORIES

pytestmark = pytest.mark.django_db

EDITED = [model for model, page in admin.site._registry.items() if isinstance(page, EditorsAdmin)]
REFUSAL = "This cannot be saved as a new one. Nothing was changed."


@pytest.fixture
def superuser(client):
    client.force_login(UserFactory(is_superuser=True), "django.contrib.auth.backends.ModelBackend")
    return client


def test_every_app_has_pages_of_editors():
    assert {model._meta.app_label for model in EDITED} == {"careersguide", "profiles", "webinars"}


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model._meta.label)
def test_saving_as_a_new_row_is_refused_in_words(superuser, model):
    """No page has a button for it, but Django takes the word from any form that is sent."""
    row = FACTORIES[model]()
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    form = sent_back(superuser.get(url))
    before = list(model.objects.order_by("pk").values())

    response = superuser.post(url, {**form, "_saveasnew": "1"}, follow=True)

    assert response.redirect_chain == [(url, 302)]
    assert response.status_code == 200
    assert [str(message) for message in response.context["messages"]] == [REFUSAL]
    assert list(model.objects.order_by("pk").values()) == before
