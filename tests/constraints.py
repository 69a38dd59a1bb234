"""How a database constraint is tried from both sides: what it just allows, and what it just refuses.

Each app's ``test_constraints.py`` holds a table of cases; the constraint is always tried past the
forms, straight into the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

SAME = object()  # stands for what the first row has


@dataclass(frozen=True)
class Case:
    """``allows`` and ``refuses`` are fields of rows that ``factory`` makes.

    ``given`` are the fields of a row that exists before: a unique value is only refused beside
    another one. ``refused_by_field`` where the field's own validator (or its choices) speaks
    before the constraint does, so that an editor reads the validator's words.
    """

    name: str
    factory: type
    allows: list[dict]
    refuses: list[dict]
    given: dict | None = None
    refused_by_field: bool = False
    needs: dict = field(default_factory=dict)  # fields of every row, or the factories to make them

    @property
    def constraint(self) -> models.BaseConstraint | None:
        """The constraint itself; None for a unique field."""
        model = self.factory._meta.get_model_class()
        return next((one for one in model._meta.constraints if one.name == self.name), None)

    @property
    def is_check(self) -> bool:
        return isinstance(self.constraint, models.CheckConstraint)

    def fields(self, fields: dict) -> dict:
        """The fields of one row, after the first row of the case was made."""
        made = {
            name: value() if callable(value) else value for name, value in {**self.needs, **fields}.items()
        }
        if self.given is None:
            return made
        first = self.factory(**self.given)
        return {name: getattr(first, name) if value is SAME else value for name, value in made.items()}


def sides(cases: Iterable[Case], side: str):
    """Parametrise a test by each case and each row of one side."""
    return pytest.mark.parametrize(
        ("case", "fields"),
        [
            pytest.param(case, fields, id=f"{case.name}-{number}")
            for case in cases
            for number, fields in enumerate(getattr(case, side))
        ],
    )


def constraints_of(app: str) -> set[str]:
    """The name of every constraint of the app's models, and ``Model.field`` of every unique field."""
    found = set()
    for model in apps.get_app_config(app).get_models():
        found |= {constraint.name for constraint in model._meta.constraints}
        found |= {
            f"{model.__name__}.{one.name}"
            for one in model._meta.local_fields
            if one.unique and not one.primary_key
        }
    return found


def is_written(case: Case, fields: dict) -> None:
    row = case.factory(**case.fields(fields))

    assert type(row)._base_manager.filter(pk=row.pk).exists()


def is_refused(case: Case, fields: dict) -> None:
    fields = case.fields(fields)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        case.factory(**fields)

    # SQLite names the columns of a unique constraint, not the constraint.
    assert case.name in str(refusal.value) or not case.is_check


def is_said(case: Case, fields: dict) -> None:
    """Whoever types it reads why, in the words of the constraint or of the field."""
    row = case.factory(**case.fields({}))
    for name, value in case.fields(fields).items():
        setattr(row, name, value)

    with pytest.raises(ValidationError) as refusal:
        row.full_clean()

    if case.refused_by_field:
        assert set(refusal.value.message_dict) <= set(fields)
    else:
        assert refusal.value.messages == [case.constraint.violation_error_message]
        assert case.constraint.violation_error_message != case.constraint.default_violation_error_message
