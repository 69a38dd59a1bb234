"""The values of one record, as the kind they should be."""

from decimal import Decimal, InvalidOperation
from typing import Any

from profiles.imports.errors import SheetError
from profiles.models import RouteKind

LONGEST = 10_000  # characters of one field; the longest real one has about 1,000


class Fields:
    """The values of one record. Each method raises ``SheetError`` for a value of another kind."""

    def __init__(self, record: dict[str, Any]) -> None:
        self._record = record

    def text(self, name: str) -> str:
        value = self._record.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise SheetError(f"its {name} is not text")
        if len(value) > LONGEST:
            raise SheetError(f"its {name} is longer than {LONGEST:,} characters")
        return value.strip()

    def texts(self, name: str) -> list[str]:
        value = self._record.get(name) or []
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise SheetError(f"its {name} is not a list of texts")
        if sum(map(len, value)) > LONGEST:
            raise SheetError(f"its {name} is longer than {LONGEST:,} characters")
        return [entry.strip() for entry in value]

    def number(self, name: str) -> Decimal | None:
        """The number, to one decimal; None for nothing and for 0, which the source means as nothing."""
        value = self._record.get(name)
        try:
            if isinstance(value, bool):
                raise SheetError(f"its {name} is not a number")
            number = Decimal(value or 0).quantize(Decimal("0.1"))
        except (InvalidOperation, TypeError, ValueError):
            raise SheetError(f"its {name} is not a number: “{str(value)[:40]}”") from None
        return number or None

    def routes(self) -> dict[str, list["Fields"]]:
        value = self._record.get("routes") or {}
        if not isinstance(value, dict):
            raise SheetError("its routes are not an object")
        routes = {}
        for kind, entries in value.items():
            if kind not in RouteKind.values:
                raise SheetError(f"it has a route of an unknown kind, “{kind[:40]}”")
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                raise SheetError(f"its {kind} routes are not a list of objects")
            routes[kind] = [Fields(entry) for entry in entries]
        return routes
