"""What this app is told of the organisation that runs the site, which it may not ask for itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class House:
    """Who sends the mail, whom to write to, and on which days no school is open.

    ``holidays`` are the single days without school, weekends apart.
    """

    organisation: str
    sender: str
    contact_email: str
    holidays: Collection[date]
