"""The content version, which changes with everything that readers see. Only this module reads and writes it.

Every editorial model is a :class:`ContentModel`. A transaction that changes editorial rows also
appends one row to the table of content changes; the *content version* is the highest id and the
count of that table, so a page made under a version is valid until the version changes.
Source: docs/adr/0003-content-version.md.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, router, transaction
from django.db.models import Count, Max
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone

from core import process_memory
from core.models import ContentChange

SECONDS_BETWEEN_LOOKS = 1

RowT = TypeVar("RowT", bound=models.Model)
ResultT = TypeVar("ResultT")


def record_change(using: str = DEFAULT_DB_ALIAS) -> None:
    """Append one change for the current transaction on ``using``; further calls in it do nothing."""
    connection = connections[using]
    # Rolling back a savepoint removes its entries from this list as well as the row that was
    # written in it, so the list shows whether this transaction's row still exists.
    if any(entry[1] is forget for entry in connection.run_on_commit):
        return
    ContentChange.objects.using(using).create(changed_at=timezone.now())
    transaction.on_commit(forget, using=using, robust=True)


class ContentQuerySet(models.QuerySet[RowT]):
    """A queryset whose bulk writes record a change; writes of single rows are caught by signals."""

    def _changed(self, write: Callable[..., ResultT], *args: Any, **kwargs: Any) -> ResultT:
        with transaction.atomic(using=self.db):
            result = write(*args, **kwargs)
            record_change(self.db)
        return result

    def update(self, **kwargs: Any) -> int:
        self._for_write = True
        return self._changed(super().update, **kwargs)

    def bulk_create(self, objs: Iterable[RowT], *args: Any, **kwargs: Any) -> list[RowT]:
        self._for_write = True
        return self._changed(super().bulk_create, objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[RowT], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        self._for_write = True
        return self._changed(super().bulk_update, objs, fields, *args, **kwargs)


class ContentModel(models.Model):
    """A row that readers see, directly or through another row."""

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        # The signal that records the change must fire inside the transaction that saves the row.
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            super().save_base(*args, **kwargs)


def _row_changed(sender: type[models.Model], using: str, **kwargs: Any) -> None:
    record_change(using)


def _links_changed(sender: type[models.Model], action: str, using: str, **kwargs: Any) -> None:
    if action.startswith("post_"):
        record_change(using)


def watch() -> None:
    """Connect the signals of every content model; called once, when all models are loaded."""
    for model in apps.get_models():
        if not issubclass(model, ContentModel):
            continue
        post_save.connect(_row_changed, sender=model, dispatch_uid=f"content-save-{model._meta.label}")
        post_delete.connect(_row_changed, sender=model, dispatch_uid=f"content-delete-{model._meta.label}")
        for field in model._meta.local_many_to_many:
            m2m_changed.connect(
                _links_changed, sender=field.remote_field.through, dispatch_uid=f"content-links-{field}"
            )


# --- The version, asked for at most once a second ----------------------------------------------------

_lock = threading.Lock()
_known: tuple[int, int] = (0, 0)
_looked_at = float("-inf")


def version() -> tuple[int, int]:
    """The content version, at most one second old: (highest id, count) of the content changes."""
    global _known, _looked_at
    if time.monotonic() - _looked_at < SECONDS_BETWEEN_LOOKS:
        return _known
    with _lock:
        looked_at = time.monotonic()
        if looked_at - _looked_at >= SECONDS_BETWEEN_LOOKS:
            found = ContentChange.objects.aggregate(highest=Max("pk"), count=Count("pk"))
            _known, _looked_at = (found["highest"] or 0, found["count"]), looked_at
        return _known


@process_memory.forgets
def forget() -> None:
    """Read the version from the database at the next call: a process sees its own changes at once."""
    global _looked_at
    _looked_at = float("-inf")
