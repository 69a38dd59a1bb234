"""The rows that every site starts with: sectors, subjects, qualifications, conditions, licences, sources.

Each ``*.toml`` in this folder holds tables named as a model (``[[sector]]``) whose keys are
the model's fields; a reference is written as the slug of the other row. A licence has no slug
in the database: in the files it has one, so that sources can name it.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from profiles.models import Condition, Licence, Qualification, Sector, Skill, Source, Subject

FOLDER = Path(__file__).parent
# Licences first: sources name them.
MODELS: tuple[type[models.Model], ...] = (Licence, Source, Sector, Subject, Skill, Qualification, Condition)


Row = TypeVar("Row", bound=models.Model)
Values = dict[str, Any]


@cache
def reference_values() -> dict[type[models.Model], list[Values]]:
    """The tables of the files by model, in the order of the files' names. Not to be changed."""
    tables: dict[str | None, list[Values]] = {model._meta.model_name: [] for model in MODELS}
    for path in sorted(FOLDER.glob("*.toml")):
        for name, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            tables[name] += rows
    return {model: tables[model._meta.model_name] for model in MODELS}


def reference_row(model: type[Row], slug: str) -> Row:
    """The row with this slug: the stored one, else one made from the files and not stored."""
    values = _values_of(model, slug)
    rows = model._default_manager
    stored = rows.filter(slug=slug).first() or rows.filter(name=values["name"]).first()
    return stored or model(**{name: value for name, value in values.items() if name != "licence"})


@transaction.atomic
def load_reference() -> int:
    """Add the rows that are not there yet; return how many.

    A row whose slug or name is there stays as it is: an editor may have changed it.
    """
    return sum(_load(model) for model in MODELS)


def _load(model: type[models.Model]) -> int:
    names = set(model._default_manager.values_list("name", flat=True))
    slugs = set(model._default_manager.values_list("slug", flat=True)) if model is not Licence else set()
    missing = [
        values
        for values in reference_values()[model]
        if values["name"] not in names and values["slug"] not in slugs
    ]
    rows = [model(**_columns(model, values)) for values in missing]
    return len(model._default_manager.bulk_create(rows)) if rows else 0


def _columns(model: type[models.Model], values: Values) -> Values:
    """``values`` with the licence as a row; a licence itself has no column for its slug."""
    columns = {name: value for name, value in values.items() if name != "slug" or model is not Licence}
    if "licence" in columns:
        columns["licence"] = Licence.objects.get(name=_values_of(Licence, columns["licence"])["name"])
    return columns


def _values_of(model: type[models.Model], slug: str) -> Values:
    return next(values for values in reference_values()[model] if values["slug"] == slug)
