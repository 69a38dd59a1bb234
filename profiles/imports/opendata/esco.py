"""ESCO, the European classification of occupations: which titles an occupation has in English."""

from pathlib import Path

from profiles.imports.opendata.tables import rows_of


def titles_by_label(path: Path) -> dict[str, list[str]]:
    """All titles of each occupation in the table at ``path``, its usual one first.

    The key is the usual title in small letters, as careers name their occupation. Raises
    ``SheetError``.
    """
    titles: dict[str, list[str]] = {}
    for row in rows_of(path, ["preferred_label", "alt_labels"]):
        label = row.filled("preferred_label")
        others = [line.strip() for line in row["alt_labels"].splitlines()]
        titles.setdefault(label.lower(), []).extend([label, *filter(None, others)])
    return titles
