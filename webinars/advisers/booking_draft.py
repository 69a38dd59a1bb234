"""The answers of an adviser who is booking, kept between pages in the session: one draft a webinar.

Personal: a name and an e-mail address, for two hours at most. Once sent, only the key of the form
is kept, so that going back, reloading and a second press show what came of it.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import SESSION_KEY as STAFF_KEY
from django.http import HttpRequest

from webinars.advisers import session
from webinars.bookings import Contact, GroupRequest
from webinars.models import School, Webinar
from webinars.models.booking import normal_label

LIFETIME = timedelta(hours=2)
MOST_GROUPS = 40  # of one request


@dataclass
class Draft:
    """What was answered for one webinar; ``sent`` is the form key of what was sent last."""

    form_key: str = field(default_factory=lambda: str(uuid4()))
    name: str = ""
    email: str = ""
    school: int | None = None  # the key of one of the register
    school_name: str = ""
    school_town: str = ""
    adult: bool = False
    groups: list[dict[str, Any]] = field(default_factory=list)  # as JSON can hold them
    sent: str = ""

    @property
    def has_contact(self) -> bool:
        return bool(self.email and (self.school or self.school_name))

    def contact(self) -> Contact | None:
        """The contact; None while it is not known, and where the school has left the register."""
        school = School.objects.filter(pk=self.school).first() if self.school else None
        if not self.email or not (school or self.school_name):
            return None
        return Contact(
            email=self.email,
            name=self.name,
            school=school,
            school_name=self.school_name,
            school_town=self.school_town,
        )

    def group_requests(self) -> list[GroupRequest]:
        """The groups as they would be sent, in their order."""
        return [
            GroupRequest(**{**group, "by_year": {int(year): n for year, n in group["by_year"].items()}})
            for group in self.groups
        ]

    def set_group(self, number: int, group: GroupRequest) -> None:
        """Put ``group`` in the place of the one with ``number``, counted from 1, or add it."""
        self.groups[number - 1 : number] = [
            {
                "label": group.label,
                "by_year": {str(year): count for year, count in group.by_year.items()},
                "fewest_places": group.fewest_places,
                "has_access_needs": group.has_access_needs,
                "access_needs": group.access_needs,
            }
        ]

    def remove_group(self, label: str) -> None:
        """Leave out the group called ``label``; pressed twice, no other is removed."""
        self.groups = [one for one in self.groups if normal_label(one["label"]) != normal_label(label)]

    @property
    def form_uuid(self) -> UUID:
        return UUID(self.form_key)


def load_draft(request: HttpRequest, webinar: Webinar) -> Draft:
    """What this browser has answered for ``webinar`` so far; an empty draft is not stored yet."""
    return Draft(**request.session.get(_key(webinar), {}))


def save_draft(request: HttpRequest, webinar: Webinar, draft: Draft) -> None:
    request.session[_key(webinar)] = dict(vars(draft))
    if STAFF_KEY not in request.session and session.ADVISER_KEY not in request.session:
        request.session.set_expiry(int(LIFETIME.total_seconds()))


def mark_sent(request: HttpRequest, webinar: Webinar, form_key: UUID) -> None:
    """Forget the answers, and keep the key under which they were sent, for the page that follows."""
    save_draft(request, webinar, Draft(sent=str(form_key)))


def _key(webinar: Webinar) -> str:
    return f"booking-{webinar.pk}"
