"""Schools and advisers at the admin, and the page that imports schools."""

import pytest
import time_machine
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from careersguide.roles import ADMINISTRATOR, EDITOR, ORGANISER
from tests.conftest import NOON
from tests.factories import AdviserFactory, SchoolFactory
from tests.staff import client_of, errors_of, queries_of, sent_back
from tests.webinars.admin.pages import address, messages_of
from webinars.admin import school_import
from webinars.models import Adviser, School

pytestmark = pytest.mark.django_db

IMPORT = reverse("admin:webinars_school_import")
FILE = "URN,EstablishmentName,Town\n100001,New School,Derby\n100002,Old School,Leeds\n"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def organiser():
    return client_of(ORGANISER)


def upload(client, text, **more):
    file = SimpleUploadedFile("schools.csv", text if isinstance(text, bytes) else text.encode())
    return client.post(IMPORT, {"file": file, **more})


# --- Schools and advisers ----------------------------------------------------------------------------


def test_school_is_added_and_changed_by_organisers(organiser):
    url = address(School, "add")
    form = sent_back(organiser.get(url)) | {"name": "Oakfield", "urn": "100001", "town": "Derby"}

    response = organiser.post(url, form)

    assert response.status_code == 302, errors_of(response)
    school = School.objects.get()
    assert (school.name, school.urn, school.town) == ("Oakfield", "100001", "Derby")
    assert organiser.post(address(School, "delete", school.pk), {"post": "yes"}).status_code == 403
    assert (
        client_of(ADMINISTRATOR).post(address(School, "delete", school.pk), {"post": "yes"}).status_code
        == 302
    )


@pytest.mark.parametrize(
    ("urn", "error"), [("12a", "A URN has digits only."), ("100001", "Another school has that URN.")]
)
def test_school_with_an_unusable_urn_is_refused(organiser, urn, error):
    SchoolFactory(urn="100001")

    assert errors_of(organiser.post(address(School, "add"), {"name": "Oakfield", "urn": urn})) == [error]


def test_adviser_is_looked_up_and_nothing_else(organiser):
    adviser = AdviserFactory(name="Joy Okafor", email="joy@oakfield.example")
    AdviserFactory()
    url = address(Adviser, "changelist")

    assert list(organiser.get(f"{url}?q=joy@oakfield").context["cl"].result_list) == [adviser]
    assert adviser.email not in organiser.get(url).content.decode()
    assert adviser.nonce not in organiser.get(address(Adviser, "change", adviser.pk)).content.decode()
    assert organiser.post(address(Adviser, "change", adviser.pk), {"name": "x"}).status_code == 403
    assert organiser.post(address(Adviser, "delete", adviser.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("model", "factory", "queries"), [(School, SchoolFactory, 6), (Adviser, AdviserFactory, 7)]
)
def test_list_query_count_is_flat(organiser, model, factory, queries, rows):
    factory.create_batch(rows)

    # Session, person, two of permissions, the count (two, where it says how many there are in all), the rows.
    assert len(queries_of(organiser, address(model, "changelist"))) == queries


# --- Importing ---------------------------------------------------------------------------------------


def test_import_first_says_what_it_would_do_then_does_it(organiser):
    SchoolFactory(urn="100002", name="Old School", town="York")

    looked = upload(organiser, FILE)

    assert (looked.context["found"].created, looked.context["found"].updated) == (1, 1)
    assert School.objects.count() == 1

    done = organiser.post(IMPORT, sent_back(looked), follow=True)

    assert messages_of(done) == ["1 school created, 1 updated."]
    assert list(School.objects.values_list("urn", "name", "town").order_by("urn")) == [
        ("100001", "New School", "Derby"),
        ("100002", "Old School", "Leeds"),
    ]
    again = organiser.post(IMPORT, sent_back(looked), follow=True)
    assert messages_of(again) == ["0 schools created, 0 updated."]


def test_import_of_what_is_here_already_has_nothing_to_confirm(organiser):
    SchoolFactory(urn="100001", name="New School", town="Derby")
    SchoolFactory(urn="100002", name="Old School", town="Leeds")

    looked = upload(organiser, FILE)

    assert looked.context["found"].unchanged == 2
    assert looked.context["kept"] == ""


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("URN,EstablishmentName\nx,Oakfield\n", "line 2, column “URN”: a URN has up to eight digits."),
        (b"PK\x03\x04\x00\x00", "line 1: there is no column “urn”."),
        ("", "The submitted file is empty."),
    ],
)
def test_import_of_a_broken_file_is_refused_in_words(organiser, text, error):
    assert upload(organiser, text).context["form"].errors == {"file": [error]}
    assert not School.objects.exists()


def test_import_of_a_file_that_is_too_large_is_refused(organiser, monkeypatch):
    monkeypatch.setattr(school_import, "MOST_BYTES", 10)

    assert upload(organiser, FILE).context["form"].errors == {"file": ["A file has at most 0 MB."]}


def test_import_of_too_many_schools_for_a_page_names_the_command(organiser, monkeypatch):
    monkeypatch.setattr(school_import, "MOST_KEPT", 10)

    assert upload(organiser, FILE).context["form"].errors == {
        "file": ["These are too many schools for this page: use manage.py import_schools."]
    }


@pytest.mark.parametrize(
    "kept",
    ["", "x", "a:b:c", "\x00", pytest.param(signing.dumps([["1", "A", None, None, False]]), id="other salt")],
)
def test_import_takes_no_confirmation_but_its_own(organiser, kept):
    response = organiser.post(IMPORT, {"kept": kept}, follow=True)

    assert messages_of(response) == ["That was too long ago. Choose the file again."]
    assert not School.objects.exists()


def test_import_is_for_those_who_may_add_and_change_schools():
    assert client_of(EDITOR).get(IMPORT).status_code == 403
    assert upload(client_of(EDITOR), FILE).status_code == 403
    assert not School.objects.exists()
