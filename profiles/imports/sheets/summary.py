"""What an import did with each sheet, and the numbers and reasons it ends with."""

from dataclasses import dataclass, field
from enum import Enum, auto

from profiles.imports.sheets.sheet import CareerSheet, Related


@dataclass
class Summary:
    """What an import did, or would do: numbers of careers, and by name what it left alone.

    ``skipped`` holds (key, reason), ``kept`` (key, the blocks that differ because an editor
    changed them).
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


class Outcome(Enum):
    CREATED = auto()
    UPDATED = auto()
    UNCHANGED = auto()


class ImportLog:
    """What happened so far to each sheet of one import, by the key that its source gives it.

    ``addresses`` holds the slug of each sheet that was used; ``related`` the related careers of
    those whose related careers are still to be settled.
    """

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = {}
        self.skipped: list[tuple[str, str]] = []
        self.kept: dict[str, list[str]] = {}
        self.addresses: dict[str, str] = {}
        self.related: dict[str, tuple[Related, ...]] = {}

    def use(self, key: str, sheet: CareerSheet, outcome: Outcome) -> None:
        self.addresses[key] = sheet.slug
        self.outcomes[key] = outcome

    def skip(self, key: str, reason: str) -> None:
        self.skipped.append((key, reason))

    def forget(self, key: str) -> None:
        """Forget that the sheet was used, because it is tried again or was not stored after all."""
        self.outcomes.pop(key, None)
        self.kept.pop(key, None)
        self.addresses.pop(key, None)
        self.related.pop(key, None)

    def summary(self) -> Summary:
        outcomes = list(self.outcomes.values())
        return Summary(
            created=outcomes.count(Outcome.CREATED),
            updated=outcomes.count(Outcome.UPDATED),
            unchanged=outcomes.count(Outcome.UNCHANGED),
            skipped=self.skipped,
            kept=[(key, tuple(blocks)) for key, blocks in self.kept.items()],
        )
