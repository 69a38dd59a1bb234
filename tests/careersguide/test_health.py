"""What machines ask of us."""

from datetime import datetime, timedelta

import pytest
from django.db import Error
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from careersguide import health
from tests.factories import CareerFactory, SiteSettingsFactory

SECURITY_TXT = "/.well-known/security.txt"


@pytest.fixture(autouse=True)
def _fresh_process(monkeypatch):
    monkeypatch.setattr(health, "_all_migrations_applied", False)


def assert_machine_readable(response):
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_healthz_answers_without_a_database(client):
    # Without the mark, a query would fail the test.
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert_machine_readable(response)


@pytest.mark.django_db
def test_readyz_answers_when_everything_is_there(client):
    CareerFactory()

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")
    assert "no-store" in response["Cache-Control"]
    assert_machine_readable(response)


@pytest.mark.django_db
def test_readyz_with_a_missing_migration_waits_for_it(client):
    MigrationRecorder.Migration.objects.filter(app="profiles").latest("pk").delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.content == b"the database waits for manage.py migrate\n"


@pytest.mark.django_db
@pytest.mark.parametrize("is_warm", [False, True])
def test_readyz_without_a_database_says_so(client, monkeypatch, is_warm):
    if is_warm:
        assert client.get("/readyz").status_code == 200

    def refuse(*args, **kwargs):
        raise Error("server closed the connection")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"the database does not answer\n")


@pytest.mark.django_db
def test_readyz_of_a_warm_process_asks_little(client, django_assert_num_queries):
    CareerFactory()
    for _ in range(2):  # the first records the career of the month, which is a change
        client.get("/readyz")

    with django_assert_num_queries(1):  # SELECT 1
        client.get("/readyz")


@pytest.mark.django_db
def test_security_txt_names_the_contact_of_the_site(client, settings):
    settings.SITE_URL = "https://careers.example"
    SiteSettingsFactory(contact_email="help+web@school.example")

    response = client.get(SECURITY_TXT)

    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    expires = datetime.fromisoformat(lines.pop("Expires"))
    assert lines == {
        "Contact": "mailto:help+web@school.example",
        "Preferred-Languages": "en",
        "Canonical": "https://careers.example/.well-known/security.txt",
    }
    assert timedelta(days=30) < expires - timezone.now() < timedelta(days=365)
    assert_machine_readable(response)


@pytest.mark.django_db
@pytest.mark.parametrize("has_settings", [False, True])
def test_security_txt_without_a_contact_is_not_there(client, has_settings):
    if has_settings:
        SiteSettingsFactory(contact_email="")

    assert client.get(SECURITY_TXT).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", SECURITY_TXT])
def test_health_answers_head_and_refuses_to_be_written_to(client, path):
    SiteSettingsFactory(contact_email="help@school.example")

    assert (client.head(path).status_code, client.head(path).content) == (200, b"")
    assert client.post(path).status_code == 405
