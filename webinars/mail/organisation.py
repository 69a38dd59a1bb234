"""What this app is told of the organisation that runs the site, which it may not ask for itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Organisation:
    """Its name, the sender of its mail, the address for questions, and the days without school.

    ``holidays`` are single days, weekends apart.
    """

    name: str
    sender: str
    contact_email: str
    holidays: Collection[date]
