"""The sender: takes due mail from its table and hands it to the mail server, one row after the other.

Any number may run at once, on any hosts. A row is taken by a lease, sent, then marked. Whoever is
killed in between leaves the lease to run out, and the mail goes again under the same Message-ID.
No transaction is open while we talk to the mail server. Logs hold a mail's number and kind, and
``Mail.trouble`` a code of the server, never an address. Source: docs/adr/0008-mail-is-a-table.md.
"""

import logging
import smtplib
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import Error, close_old_connections, models
from django.db.models import F
from django.utils.crypto import salted_hmac

from webinars.mail.organisation import House
from webinars.mail.rendering import Letter, NoLongerTrue, letter_of
from webinars.models import Mail

LEASE = timedelta(minutes=2)  # longer than one mail takes where every answer comes at the last moment
BATCH = 20  # mails over one connection: servers end longer ones
LONGEST_WAIT_MINUTES = 4 * 60
MOST_TRIES = 32  # more than three days, however the chance falls
SECONDS_BETWEEN_MARKS = (0.5, 2, 10)
GONE_FOR_NOW = 421  # the server says so of itself, not of a mail

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trouble:
    """Why a mail did not go: ``words`` for staff, whether it is for good, whether it ails every mail."""

    words: str
    is_final: bool = False
    is_of_server: bool = False


def send_due(
    *,
    house: House,
    clock: Callable[[], datetime],
    chance: Callable[[], float],
    is_ending: Callable[[], bool] = lambda: False,
) -> bool:
    """Send what is due, the urgent first, until nothing is; return whether the mail server answered.

    Where it does not, the rest is left as it is, for whoever looks again a little later. ``clock``
    gives the time as an aware datetime, ``chance`` a number from 0 to 1 that spreads the retries.
    """
    while found := list(Mail.objects.due(clock()).values_list("pk", flat=True)[:BATCH]):
        line = _Line()
        try:
            for pk in found:
                if is_ending():
                    return True
                if not _send_one(pk, line, house, clock, chance):
                    return False
        finally:
            line.close()
    return True


def send_again(mails: models.QuerySet, *, now: datetime) -> int:
    """Let those of ``mails`` that failed for good be tried again from ``now`` on; return how many."""
    failed = mails.filter(failed_at__isnull=False).order_by()
    return failed.update(failed_at=None, trouble="", tries=0, due_at=now, leased_until=None)


def message_id(mail: Mail) -> str:
    """The same for every try: who gets a mail twice can tell that it is one."""
    mark = salted_hmac("webinars.post.message_id", f"{mail.pk}:{mail.key}").hexdigest()[:16]
    return f"<mail-{mail.pk}.{mark}@{urlsplit(settings.SITE_URL).hostname}>"


def wait_after(tries: int, chance: float) -> timedelta:
    """How long to wait after ``tries`` tries: 1, 2, 4 … minutes to four hours, a fifth more or less."""
    minutes = min(2 ** (tries - 1), LONGEST_WAIT_MINUTES)
    return timedelta(minutes=minutes * (0.8 + 0.4 * chance))


# --- One mail -------------------------------------------------------------------------------------------


def _send_one(pk: int, line: "_Line", house: House, clock, chance) -> bool:
    """Take, write, send and mark one mail; whether the mail server answered. Database errors go up."""
    leased_until = _take(pk, clock())
    mail = leased_until and _taken(pk)
    if not mail:
        return True  # another sender has it, or its adviser is gone
    ours = Mail.objects.filter(pk=pk, leased_until=leased_until)
    if mail.tries > MOST_TRIES:
        ours.update(failed_at=clock(), trouble="Each try brought the sender down.", leased_until=None)
        return True
    try:
        message = _message(mail, letter_of(mail, house=house, now=clock()), house)
        line.send(message)
    except NoLongerTrue as error:
        ours.update(dropped_at=clock(), trouble=str(error), leased_until=None)
        return True
    except Error:
        raise  # the database's trouble is not the mail's: the lease runs out
    except Exception as error:
        trouble = _trouble_of(error)
        _put_off(mail, ours, trouble, clock(), chance())
        return not trouble.is_of_server
    _mark_sent(mail, clock())
    logger.info("mail %s (%s) sent", mail.pk, mail.kind)
    return True


def _take(pk: int, now: datetime) -> datetime | None:
    """Until when the mail is ours alone; None where another sender was quicker.

    The try is counted now, so that a mail which brings down its sender comes to an end, too.
    """
    leased_until = now + LEASE
    free = Mail.objects.due(now).filter(pk=pk).order_by()
    taken = free.update(leased_until=leased_until, tries=F("tries") + 1)
    return leased_until if taken else None


def _taken(pk: int) -> Mail | None:
    return Mail.objects.select_related("adviser", "webinar", "sending", "booking").filter(pk=pk).first()


def _message(mail: Mail, letter: Letter, house: House) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=house.sender,
        to=[mail.adviser.email],
        reply_to=[house.contact_email] if house.contact_email else None,
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letter.html, "text/html")
    for calendar in letter.calendars:
        message.attach(calendar.name, calendar.content, f"text/calendar; method={calendar.method}")
    return message


def _mark_sent(mail: Mail, now: datetime) -> None:
    """Note that ``mail`` has gone, trying a few times: unmarked, it goes again.

    Gone is gone: it is noted also where the lease ran out and another sender has the mail by now.
    """
    for seconds in (*SECONDS_BETWEEN_MARKS, None):
        try:
            Mail.objects.filter(pk=mail.pk).update(
                sent_at=now, dropped_at=None, failed_at=None, trouble="", leased_until=None
            )
            return
        except Error:
            if seconds is None:
                raise
            close_old_connections()
            time.sleep(seconds)


def _put_off(mail: Mail, ours: models.QuerySet, trouble: Trouble, now: datetime, chance: float) -> None:
    """Note what went wrong, and when to try again. ``ours`` is empty where another has taken it since."""
    fields = {"trouble": trouble.words, "leased_until": None}
    if trouble.is_final or mail.tries >= MOST_TRIES:
        fields["failed_at"] = now
    else:
        fields["due_at"] = now + wait_after(mail.tries, chance)
    ours.update(**fields)
    logger.warning("mail %s (%s) not sent: %s", mail.pk, mail.kind, trouble.words)


# --- The mail server ------------------------------------------------------------------------------------


class _Line:
    """A connection to the mail server: opened when first needed, and anew after any trouble."""

    def __init__(self):
        self.connection = None

    def send(self, message: EmailMultiAlternatives) -> None:
        try:
            if self.connection is None:
                self.connection = get_connection(fail_silently=False)
                self.connection.open()
            self.connection.send_messages([message])
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        if self.connection is not None:
            with suppress(OSError):
                self.connection.close()
        self.connection = None


def _trouble_of(error: Exception) -> Trouble:
    code = _code_of(error)
    if code == GONE_FOR_NOW:
        return Trouble(f"The mail server was busy: {code}.", is_of_server=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        if code >= 500:
            return Trouble(f"The mail server refused it for good: {code}.", is_final=True)
        return Trouble(f"The mail server put it off: {code}.")
    if code:
        # It refuses us, our sender or our password: no fault of the mail, and the next one fares no better.
        return Trouble(f"The mail server refused us: {code}.", is_of_server=True)
    if isinstance(error, OSError):
        return Trouble(f"No answer from the mail server: {type(error).__name__}.", is_of_server=True)
    logger.error("a mail could not be made\n%s", "".join(traceback.format_tb(error.__traceback__)))
    return Trouble(f"It could not be made: {type(error).__name__}.")


def _code_of(error: Exception) -> int:
    """The code of the server's answer; 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        (answer,) = error.recipients.values()
        return answer[0]
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
