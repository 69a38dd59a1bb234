"""Slow work on careers, done outside requests. Queued tasks are stored by dotted path: do not move them."""

from django.db import transaction
from django_tasks import task
from pictures.tasks import process_picture

from profiles.models import Career


@task()
def make_renditions(picture: dict) -> None:
    """Write the AVIF and WebP files of one photograph, then mark it as ready."""
    process_picture(**picture)
    if picture["new"]:
        Career.objects.filter(photograph=picture["file_name"]).update(photograph_is_ready=True)


def make_renditions_after_commit(*, storage, file_name, sender, new=None, old=None) -> None:
    """Called by django-pictures when a photograph is saved or removed."""
    picture = {"storage": storage, "file_name": file_name, "sender": None, "new": new or [], "old": old or []}

    def enqueue_renditions():
        make_renditions.enqueue(picture)

    transaction.on_commit(enqueue_renditions, robust=True)
