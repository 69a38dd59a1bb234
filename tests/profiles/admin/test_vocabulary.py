"""The words careers are sorted by, and the sources of their facts."""

import pytest
from django.urls import reverse

from careersguide.roles import EDITOR, ORGANISER, PUBLISHER
from profiles.models import Condition, Licence, Qualification, Sector, Skill, Source, Subject
from tests import factories
from tests.staff import client_of, errors_of, queries_of, sent_back

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

MODELS = [Sector, Subject, Skill, Condition, Qualification, Source, Licence]
WITH_ADDRESS = [model for model in MODELS if model is not Licence]


def url(model, act, *args):
    return reverse(f"admin:profiles_{model._meta.model_name}_{act}", args=args)


def make(model, **fields):
    return getattr(factories, f"{model.__name__}Factory")(**fields)


@pytest.mark.parametrize("model", MODELS)
def test_word_is_added_by_editors_and_deleted_by_publishers(model):
    editor = client_of(EDITOR)
    form = sent_back(editor.get(url(model, "add"))) | {
        "name": "Something new",
        "plural": "Some new things",
        "slug": "something-new",
        "description": "What it is.",
        "sentence": "You would have it.",
        "level": "3",
        "family": "place",
    }

    response = editor.post(url(model, "add"), form)

    assert response.status_code == 302, errors_of(response)
    word = model.objects.get()
    assert word.name == "Something new"
    assert editor.post(url(model, "delete", word.pk), {"post": "yes"}).status_code == 403
    assert client_of(PUBLISHER).post(url(model, "delete", word.pk), {"post": "yes"}).status_code == 302
    assert not model.objects.exists()


@pytest.mark.parametrize("model", WITH_ADDRESS)
def test_word_keeps_its_address_when_renamed(model):
    word = make(model, name="Before", slug="before")
    editor = client_of(EDITOR)
    form = sent_back(editor.get(url(model, "change", word.pk)))

    response = editor.post(url(model, "change", word.pk), form | {"name": "After", "slug": "after"})

    assert response.status_code == 302, errors_of(response)
    word.refresh_from_db()
    assert (word.name, word.slug) == ("After", "before")
    assert "slug" not in form


def test_word_may_be_seen_but_not_changed_by_organisers():
    sector = make(Sector)
    organiser = client_of(ORGANISER)

    assert organiser.get(url(Sector, "change", sector.pk)).status_code == 200
    assert organiser.post(url(Sector, "change", sector.pk), {"name": "x"}).status_code == 403


def test_source_with_a_link_that_is_no_web_address_is_refused():
    form = {"name": "A survey", "slug": "a-survey", "url": "javascript:alert(1)"}

    assert errors_of(client_of(EDITOR).post(url(Source, "add"), form)) == ["Enter a valid URL."]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"),
    [
        # Session, person, two of permissions, two counts, the rows.
        (Sector, 7),
        (Subject, 7),
        (Skill, 7),
        (Condition, 7),
        (Qualification, 8),  # and the levels to filter by
        (Source, 8),  # and the licences to filter by
        (Licence, 7),
    ],
)
def test_word_list_query_count_is_flat(model, queries, rows):
    fields = {"licence": make(Licence)} if model is Source else {}
    words = [make(model, name=f"Word {number}", **fields) for number in range(rows)]
    editor = client_of(EDITOR)

    assert len(queries_of(editor, url(model, "changelist"))) == queries
    assert list(editor.get(url(model, "changelist")).context["cl"].result_list) == words


@pytest.mark.parametrize(
    ("model", "join"),
    [
        (Sector, lambda word, career: word.main_careers.add(career)),
        (Subject, lambda word, career: word.careers.add(career)),
        (Skill, lambda word, career: factories.CareerSkillFactory(skill=word, career=career)),
        (Condition, lambda word, career: factories.CareerConditionFactory(condition=word, career=career)),
    ],
)
def test_word_list_counts_careers_once(model, join):
    word, unused = make(model, name="A"), make(model, name="B")
    for _ in range(2):
        join(word, factories.CareerFactory(main_sector=None))

    rows = client_of(EDITOR).get(url(model, "changelist")).context["cl"].result_list

    assert [(row, row.careers_count) for row in rows] == [(word, 2), (unused, 0)]
