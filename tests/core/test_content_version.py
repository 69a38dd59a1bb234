"""The content version: one row per changing transaction, however the change was made."""

import pytest
from django.db import transaction

from core import content_version, models
from profiles.models import Career, Sector
from tests.factories import CareerFactory, SectorFactory, SubjectFactory

pytestmark = pytest.mark.django_db(transaction=True)


def changes():
    return models.ContentChange.objects.count()


def save(career):
    career.title = "New"
    career.save()


@pytest.mark.parametrize(
    "change",
    [
        save,
        lambda career: career.delete(),
        lambda career: Career.objects.filter(pk=career.pk).delete(),
        lambda career: Career.objects.update(title="New"),
        lambda career: Career.objects.filter(pk=career.pk).update(title="New"),
        lambda career: Sector.objects.bulk_create([Sector(name="A", slug="a"), Sector(name="B", slug="b")]),
        lambda career: Career.objects.bulk_update([career], ["title"]),
        lambda career: career.subjects.add(career.subject),
        lambda career: Career.objects.update_or_create(pk=career.pk, defaults={"title": "New"}),
    ],
)
def test_content_change_of_any_kind_is_recorded_once(change):
    career = CareerFactory()
    career.subject = SubjectFactory()
    before = changes()

    with transaction.atomic():
        change(career)

    assert changes() == before + 1


def test_content_reading_records_nothing():
    CareerFactory()
    before = changes()

    assert list(Career.objects.all())
    assert changes() == before


def test_content_change_rolled_back_is_not_recorded():
    before = changes()

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        SectorFactory()
        raise ZeroDivisionError

    assert changes() == before


def test_content_change_after_rolled_back_savepoint_is_recorded():
    before = changes()

    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            SectorFactory()
            raise ZeroDivisionError
        SectorFactory()

    assert changes() == before + 1


def test_content_version_moves_with_a_change_of_this_process():
    content_version.forget()
    before = content_version.version()

    SectorFactory()

    assert content_version.version() != before
