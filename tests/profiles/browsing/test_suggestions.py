"""Suggestions while one types: a few careers, by the beginnings of their titles."""

from datetime import timedelta

import pytest
import time_machine

from core import version_cache
from profiles.search.index import Index
from tests.conftest import NOON
from tests.factories import CareerFactory, CareerTitleFactory
from tests.hostile import escaped, every_family, short
from tests.pages import warm
from tests.profiles.search.test_search import document

pytestmark = pytest.mark.rendering

ADDRESS = "/suggestions/"


def suggested(client, words: str) -> list[str]:
    response = client.get(ADDRESS, {"q": words})
    assert (response.status_code, list(response.json())) == (200, ["suggestions"])
    return [one["label"] for one in response.json()["suggestions"]]


def begun(index: Index, words: str) -> list[str]:
    return [result.title for result in index.suggest(words)]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("nu", ["Nurse", "Nursery worker", "Dental nurse"]),
        ("nurse", ["Nurse", "Dental nurse"]),
        ("nurses", ["Nurse", "Dental nurse"]),
        ("NURSE  DEN", ["Dental nurse"]),
        ("dental nur", ["Dental nurse"]),
        ("matr", ["Matron"]),
        ("nerse", ["Nurse", "Dental nurse"]),  # mended, as no title begins so
        ("head of", ["Head of bread"]),  # an empty word is no beginning
        ("zzqxv", []),
        ("teeth", ["Dental nurse"]),  # nothing begins so: what fits
        ("", []),
        ("?!", []),
    ],
)
def test_suggest_begins_with_the_words_exact_and_usual_names_first(words, titles):
    index = Index(
        [
            document("Nurse", "Matron"),
            document("Nursery worker"),
            document("Dental nurse", description="Look after teeth."),
            document("Baker", "Head of bread"),
        ]
    )

    assert begun(index, words)[: len(titles)] == titles
    assert bool(begun(index, words)) == bool(titles)


def test_suggest_gives_each_document_once_and_at_most_five():
    index = Index([document(f"Nurse {n}", f"Nursing {n}", f"Nurse of {n}") for n in range(9)])

    assert begun(index, "nurs") == [f"Nurse {n}" for n in range(5)]


@pytest.mark.django_db
def test_suggestions_say_the_other_title_that_begins_so(client):
    nurse = CareerFactory(title="Veterinary nurse")
    CareerTitleFactory(career=nurse, name="RVN")
    CareerTitleFactory(career=nurse, name="Pet <doctor's> aide")
    CareerFactory(title="Baker")

    assert suggested(client, "rv") == ["Veterinary nurse (also called RVN)"]
    assert suggested(client, "pet") == ["Veterinary nurse (also called Pet <doctor's> aide)"]
    assert suggested(client, "vet") == ["Veterinary nurse"]
    assert client.get(ADDRESS, {"q": "rv"}).json()["suggestions"][0]["url"] == "/careers/veterinary-nurse/"


@pytest.mark.django_db
def test_suggestions_are_found_by_a_hidden_title_and_never_show_it(client):
    CareerTitleFactory(career=CareerFactory(title="Nurse"), name="Florence", is_hidden=True)

    assert suggested(client, "flor") == ["Nurse"]
    assert "flor" not in client.get(ADDRESS, {"q": "flor"}).content.decode().lower()


@pytest.mark.django_db
def test_suggestions_are_of_published_careers_only(client, monkeypatch):
    nurse = CareerFactory(title="Nurse")
    CareerFactory(title="Nursery draft", publish_at=None)
    CareerFactory(title="Nurse to come", publish_at=NOON + timedelta(days=9))
    with time_machine.travel(NOON, tick=False):
        before = suggested(client, "nur")
        monkeypatch.setattr(version_cache, "start_thread", lambda make: None)  # the index is the one before
        nurse.withdraw_at = NOON
        nurse.save()
        after = suggested(client, "nur")

    assert (before, after) == (["Nurse"], [])


@pytest.mark.django_db
def test_suggestions_need_two_letters(client):
    CareerFactory(title="Nurse")

    assert [suggested(client, words) for words in ("", "n", " n ", "nu")] == [[], [], [], ["Nurse"]]
    assert client.get(ADDRESS).json() == {"suggestions": []}


@pytest.mark.django_db
def test_suggestions_are_kept_for_half_a_minute_and_say_nothing_of_who_asks(client):
    response = client.get(ADDRESS, {"q": "nurse"})

    assert response["Content-Type"] == "application/json"
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=30"}
    assert response.cookies == {}


@pytest.mark.django_db
def test_typed_words_are_not_logged(client, caplog):
    CareerFactory(title="Nurse")
    with caplog.at_level("DEBUG"):
        suggested(client, "secretword")
        client.get("/careers/", {"q": "secretword"})

    told = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert [line for line in told if "secretword" in line] == []


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_suggestions_query_count_is_flat(client, django_assert_num_queries, rows):
    for number in range(rows):
        CareerFactory(title=f"Nurse {number}")
    warm(client, f"{ADDRESS}?q=nur")

    with django_assert_num_queries(1):  # the content version
        found = suggested(client, "nur")

    assert len(found) == rows


@pytest.mark.django_db
@every_family
def test_suggestions_for_hostile_words_are_an_answer(client, values):
    CareerFactory(title="Nurse")
    wrong = {}
    for value in values:
        response = client.get(ADDRESS, QUERY_STRING=f"q={escaped(value)[:4000]}")
        if response.status_code not in {200, 400}:  # 400: no page takes a NUL
            wrong[short(value)] = response.status_code
    assert wrong == {}
