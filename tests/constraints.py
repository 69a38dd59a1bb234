"""Test a database constraint on both sides of its boundary: what it just allows, and what it just refuses.

Each app's ``test_constraints.py`` has a table of cases; the rows are always written directly to the
database, without the forms.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

SAME = object()  # a placeholder for the value of the first row


@dataclass(frozen=True)
class Case:
    """A constraint with the rows to try; ``allows`` and ``refuses`` are fields of rows made by ``factory``.

    ``given`` are the fields of a row that exists already, as a unique constraint needs two rows.
    ``refused_by_field`` is true if the field's own validator (or its choices) refuses the value
    before the constraint does, so that an editor sees the validator's message.
    """

    name: str
    factory: type
    allows: list[dict]
    refuses: list[dict]
    given: dict | None = None
    refused_by_field: bool = False
    needs: dict = field(default_factory=dict)  # fields of every row, or factories that make them

    @property
    def constraint(self) -> models.BaseConstraint | None:
        """The constraint itself; None for a unique field."""
        model = self.factory._meta.get_model_class()
        return next((one for one in model._meta.constraints if one.name == self.name), None)

    @property
    def is_check(self) -> bool:
        return isinstance(self.constraint, models.CheckConstraint)

    def fields(self, fields: dict) -> dict:
        """Make the first row of the case, if it has one; return the fields of the row to try."""
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
    """The editor sees the reason, in the message of the constraint or of the field."""
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
