"""Rules for every model of this project, including future ones."""

import inspect
import re

import factory
import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

from tests import factories

APPS = ("careersguide", "webinars", "profiles", "core")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
FACTORIES = {
    found._meta.get_model_class(): found
    for found in vars(factories).values()
    if inspect.isclass(found) and issubclass(found, factory.Factory) and not found._meta.abstract
}
# One sentence, without the names of columns or constraints.
SENTENCE = re.compile(r"[A-Z][^.%_]*\.")
# Columns that contain a person's address, or a name together with one.
PERSONAL_WORDS = ("email", "phone", "contact", "first_name", "last_name", "address", "birth")

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


def personal_columns(model) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.EmailField | models.GenericIPAddressField)
        or any(word in field.name for word in PERSONAL_WORDS)
    ]


def test_there_are_models_and_factories():
    assert {"careersguide.User", "profiles.Career"} <= {model._meta.label for model in MODELS}
    assert [model._meta.label for model in MODELS if model not in FACTORIES] == []


@every_model
def test_model_orders_its_rows_for_certain(model):
    assert list(model._meta.ordering)[-1:] in (["pk"], ["-pk"])


@every_model
def test_model_says_what_it_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")  # Django's default, which lists the fields


@pytest.mark.parametrize(
    "constraint",
    [constraint for model in MODELS for constraint in model._meta.constraints],
    ids=lambda constraint: constraint.name,
)
def test_constraint_has_a_message_that_an_editor_understands(constraint):
    message = constraint.violation_error_message

    assert message != constraint.default_violation_error_message
    assert SENTENCE.fullmatch(message)


@pytest.mark.parametrize(
    "field",
    [
        field
        for app in ("profiles", "careersguide")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_fields
        if field.unique and field.editable and not field.primary_key and admin.site.is_registered(model)
    ],
    ids=str,
)
def test_unique_field_has_a_message_that_an_editor_understands(field):
    assert SENTENCE.fullmatch(field.error_messages["unique"])


def test_django_s_own_message_is_no_sentence_of_ours():
    assert not SENTENCE.fullmatch("Constraint “%(name)s” is violated.")
    assert not SENTENCE.fullmatch("%(model_name)s with this %(field_label)s already exists.")


@every_model
@pytest.mark.django_db
def test_model_is_named_without_a_query(model, django_assert_num_queries):
    made = FACTORIES[model]()
    row = model._default_manager.get(pk=made.pk)

    with django_assert_num_queries(0):
        name = str(row)

    assert name
    assert name != models.Model.__str__(row)


@every_model
@pytest.mark.django_db
def test_factory_makes_a_valid_row(model):
    FACTORIES[model]().full_clean()


@every_model
def test_model_declares_its_personal_columns(model):
    _, _, declared = model.__doc__.partition("Personal columns:")

    assert [name for name in personal_columns(model) if f"``{name}``" not in declared] == []


def test_personal_columns_are_found():
    assert personal_columns(apps.get_model("careersguide", "User")) == ["email"]
