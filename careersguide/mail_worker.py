"""The site's part in mail: the organisation it comes from, the holidays, and the thread that sends it.

The table, the words and the rules are in ``webinars``, which is given an :class:`Organisation` from here.
"""

import logging
import random
import threading
import traceback
from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from careersguide.models import SchoolHoliday, SiteSettings
from webinars.mail import reminders, sending
from webinars.mail.organisation import Organisation
from webinars.models import Mail

HOLIDAYS_BEHIND, HOLIDAYS_AHEAD = timedelta(days=7), timedelta(days=150)
SECONDS_BETWEEN_LOOKS = 0.5
LONGEST_REST_SECONDS = 60
SECONDS_TO_END = 3

logger = logging.getLogger(__name__)


def organisation_at(now: datetime) -> Organisation:
    """The organisation as the site settings have it, and the holidays around ``now``."""
    site = SiteSettings.objects.first() or SiteSettings()
    host = urlsplit(settings.SITE_URL).hostname
    sender = site.sender_email or site.contact_email or f"no-reply@{host}"
    return Organisation(
        name=site.organisation,
        sender=formataddr((site.organisation, sender)),
        contact_email=site.contact_email,
        holidays=holidays_around(timezone.localdate(now)),
    )


def holidays_around(today: date) -> frozenset[date]:
    """The single days of every school holiday from a week before ``today`` to five months after."""
    first, last = today - HOLIDAYS_BEHIND, today + HOLIDAYS_AHEAD
    days = set()
    for holiday in SchoolHoliday.objects.filter(starts_on__lte=last, ends_on__gte=first):
        day, end = max(first, holiday.starts_on), min(last, holiday.ends_on)
        while day <= end:
            days.add(day)
            day += timedelta(days=1)
    return frozenset(days)


def write_due_mail(now: datetime) -> None:
    """A job: the mails that are asked for by time alone."""
    reminders.write_due(organisation=organisation_at(now), now=now)


def send_due_mail(*, is_ending: Callable[[], bool] = lambda: False) -> bool:
    """Send what is due now; return whether the mail server answered, or was not needed."""
    now = timezone.now()
    if not settings.SENDS_MAIL or not Mail.objects.due(now).exists():
        return True
    return sending.send_due(
        organisation=organisation_at(now),
        clock=timezone.now,
        chance=random.random,
        is_ending=is_ending,
    )


class Sender(threading.Thread):
    """Sends mail for as long as ``manage.py work`` runs, next to the jobs.

    A thread, because a mail server that hangs must not hold up the jobs, and a mail must not wait
    for them. It waits for answers nearly all the time, and Python runs other threads meanwhile; a
    process of its own would take sixty megabytes for that. It has its own connection to the
    database, shares only the event that ends it, and no error ends it.
    """

    def __init__(self):
        super().__init__(name="mail", daemon=True)  # a thread that hangs must not keep the process
        self._ending = threading.Event()
        self._rest = SECONDS_BETWEEN_LOOKS

    def run(self):
        while not self._ending.wait(self._rest):
            self._rest = SECONDS_BETWEEN_LOOKS if self._look() else self._longer_rest()

    def end(self) -> None:
        """Wait a few seconds for the mail that is being sent; otherwise its lease runs out later."""
        self._ending.set()
        if self.is_alive():
            self.join(SECONDS_TO_END)

    def _look(self) -> bool:
        close_old_connections()
        try:
            return send_due_mail(is_ending=self._ending.is_set)
        except Exception as error:
            # Without its words, which may hold an address. The database may be starting again.
            frames = "".join(traceback.format_tb(error.__traceback__))
            logger.error("mail could not be sent: %s\n%s", type(error).__name__, frames)
            return False
        finally:
            close_old_connections()

    def _longer_rest(self) -> float:
        return min(2 * self._rest, LONGEST_REST_SECONDS)
