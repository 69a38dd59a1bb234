"""What readers see has changed: the one module that writes and reads the content version.

Everything editorial is a :class:`ContentModel`. A transaction that changes any of it appends
one row to the table of content changes, in that transaction; the *content version* is the
highest id and the count of that table, so a page made under a version is the page until the
version moves. Source: docs/adr/0003-content-version.md.
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
    """Append one change for the transaction that is open on ``using``, once however often asked."""
    connection = connections[using]
    # A rolled-back savepoint takes its entries out of this list, and with them our row:
    # the list therefore knows whether the row of this transaction still stands.
    if any(entry[1] is forget for entry in connection.run_on_commit):
        return
    ContentChange.objects.using(using).create(changed_at=timezone.now())
    transaction.on_commit(forget, using=using, robust=True)


class ContentQuerySet(models.QuerySet[RowT]):
    """A queryset whose bulk writes are changes too; single rows are caught by signals."""

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
    """A row that readers see, directly or through another."""

    objects = ContentQuerySet.as_manager()

    class Meta:
        abstract = True

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        # The signal that records the change must fire inside the transaction of the row.
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            super().save_base(*args, **kwargs)


def _row_changed(sender: type[models.Model], using: str, **kwargs: Any) -> None:
    record_change(using)


def _links_changed(sender: type[models.Model], action: str, using: str, **kwargs: Any) -> None:
    if action.startswith("post_"):
        record_change(using)


def watch() -> None:
    """Connect the signals of every content model; called once, when all models are known."""
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
    """The content version, at most a second old: (highest id, count) of the content changes."""
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
    """The process that changed something sees it at once."""
    global _looked_at
    _looked_at = float("-inf")
