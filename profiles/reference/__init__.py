"""The words every site starts with: sectors, subjects, qualifications, conditions, licences, sources.

Each ``*.toml`` beside this file holds tables named as a model (``[[sector]]``) whose keys are
the model's fields; a reference is written as the slug of the other row. A licence has no slug
in the database: in the files it has one, so that sources can name it.
"""

import tomllib
from functools import cache
from pathlib import Path

from django.db import transaction

from profiles.models import Condition, Licence, Qualification, Sector, Skill, Source, Subject

FOLDER = Path(__file__).parent
# Licences first: sources name them.
MODELS = (Licence, Source, Sector, Subject, Skill, Qualification, Condition)


@cache
def reference_values() -> dict[type, list[dict]]:
    """The tables of the files by model, in the order of the files' names. Not to be changed."""
    tables = {model._meta.model_name: [] for model in MODELS}
    for path in sorted(FOLDER.glob("*.toml")):
        for name, rows in tomllib.loads(path.read_text(encoding="utf-8")).items():
            tables[name] += rows
    return {model: tables[model._meta.model_name] for model in MODELS}


def reference_row(model: type, slug: str):
    """The row with this slug: the stored one, else one made from the files and not stored."""
    values = next(row for row in reference_values()[model] if row["slug"] == slug)
    stored = model.objects.filter(slug=slug).first() or model.objects.filter(name=values["name"]).first()
    return stored or model(**{name: value for name, value in values.items() if name != "licence"})


@transaction.atomic
def load_reference() -> int:
    """Add the rows that are not there yet; return how many.

    A row whose slug or name is there stays as it is: an editor may have changed it.
    """
    return sum(_load(model) for model in MODELS)


def _load(model: type) -> int:
    has_slug = model is not Licence
    standing = set(model.objects.values_list("name", flat=True))
    if has_slug:
        standing |= {("slug", slug) for slug in model.objects.values_list("slug", flat=True)}
    missing = [
        dict(values)
        for values in reference_values()[model]
        if values["name"] not in standing and ("slug", values["slug"]) not in standing
    ]
    for values in missing:
        if not has_slug:
            del values["slug"]
        if licence := values.pop("licence", None):
            name = next(row["name"] for row in reference_values()[Licence] if row["slug"] == licence)
            values["licence"] = Licence.objects.get(name=name)
    return len(model.objects.bulk_create([model(**values) for values in missing]) if missing else [])
