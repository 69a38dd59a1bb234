"""Which databases were made by another release."""

import sys
from contextlib import closing

import pytest
from django.db import ConnectionHandler, connection
from django.db.migrations.recorder import MigrationRecorder

from careersguide.unknown_migrations import unknown_migrations

pytestmark = pytest.mark.django_db


def test_database_of_this_release_has_nothing_unknown():
    assert unknown_migrations(connection) == []


def test_empty_database_has_nothing_unknown(tmp_path):
    empty = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "empty.sqlite3"}

    with closing(ConnectionHandler({"default": empty})["default"]) as connection:
        assert unknown_migrations(connection) == []


@pytest.mark.parametrize("label", ["careersguide", "profiles", "webinars"])
def test_migration_of_ours_that_is_not_here_is_named(label):
    MigrationRecorder(connection).record_applied(label, "0099_later")

    assert unknown_migrations(connection) == [f"{label}.0099_later"]


@pytest.mark.parametrize("label", ["auth", "axes", "no_longer_installed"])
def test_migration_of_others_is_their_own_matter(label):
    MigrationRecorder(connection).record_applied(label, "0099_later")

    assert unknown_migrations(connection) == []


def test_migration_that_another_one_replaces_is_known(monkeypatch):
    initial = sys.modules["profiles.migrations.0001_initial"].Migration
    monkeypatch.setattr(initial, "replaces", [("profiles", "0099_later")])
    MigrationRecorder(connection).record_applied("profiles", "0099_later")

    assert unknown_migrations(connection) == []
