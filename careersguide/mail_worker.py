"""Mail, as far as the site itself has to know of it: who we are, which days are holidays, and the sender.

The table, the words and the rules are in ``webinars``, which is handed a :class:`House` from here.
"""

import logging
import random
import threading
import traceback
from datetime import date, datetime, timedelta
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from careersguide.models import SchoolHoliday, SiteSettings
from webinars.mail import reminders, sending
from webinars.mail.organisation import House
from webinars.models import Mail

HOLIDAYS_BEHIND, HOLIDAYS_AHEAD = timedelta(days=7), timedelta(days=150)
SECONDS_BETWEEN_LOOKS = 0.5
LONGEST_REST_SECONDS = 60
SECONDS_TO_END = 3

logger = logging.getLogger(__name__)


def house_at(now: datetime) -> House:
    """The organisation as the site settings have it, and the holidays around ``now``."""
    ours = SiteSettings.objects.first() or SiteSettings()
    host = urlsplit(settings.SITE_URL).hostname
    sender = ours.sender_email or ours.contact_email or f"no-reply@{host}"
    return House(
        organisation=ours.organisation,
        sender=formataddr((ours.organisation, sender)),
        contact_email=ours.contact_email,
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
    """A job: the mails that nobody's act, but the time, asks for."""
    reminders.write_due(house=house_at(now), now=now)


def send_due_mail(*, is_ending=lambda: False) -> bool:
    """Send what is due now; return whether the mail server answered, or was not needed."""
    now = timezone.now()
    if not settings.SENDS_MAIL or not Mail.objects.due(now).exists():
        return True
    return sending.send_due(
        house=house_at(now),
        clock=timezone.now,
        chance=random.random,
        is_ending=is_ending,
    )


class Sender(threading.Thread):
    """Sends mail for as long as ``manage.py work`` runs, beside the jobs.

    A thread, because a mail server that hangs must not hold up the jobs, and a mail must not wait
    for them. It spends its life waiting for an answer, and Python lets the others run meanwhile;
    a process of its own would take sixty megabytes for that. It has its own connection to the
    database, shares nothing but the wish to end, and no error ends it.
    """

    def __init__(self):
        super().__init__(name="mail", daemon=True)  # what hangs must not keep the process
        self._ending = threading.Event()
        self._rest = SECONDS_BETWEEN_LOOKS

    def run(self):
        while not self._ending.wait(self._rest):
            self._rest = SECONDS_BETWEEN_LOOKS if self._look() else self._longer_rest()

    def end(self) -> None:
        """Finish the mail in hand, if that is soon done; otherwise its lease runs out later."""
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
