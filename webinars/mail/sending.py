"""The sender: takes due mail from its table and hands it to the mail server, one row after the other.

Any number may run at once, on any hosts. A row is taken by a lease, sent, then marked. When a sender
is killed in between, the lease runs out and the mail is sent again under the same Message-ID.
No transaction is open during the exchange with the mail server. Logs hold a mail's number and kind,
and ``Mail.trouble`` a code of the server, never an address. Source: docs/adr/0008-mail-is-a-table.md.
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
from django.core.mail.backends.base import BaseEmailBackend
from django.db import Error, close_old_connections, models
from django.db.models import F
from django.utils.crypto import salted_hmac

from webinars.mail.organisation import Organisation
from webinars.mail.rendering import NoLongerTrue, RenderedMail, render_mail
from webinars.models import Mail

LEASE = timedelta(minutes=2)  # longer than one mail takes where every answer comes at the last moment
BATCH = 20  # mails over one connection: servers end longer ones
LONGEST_WAIT_MINUTES = 4 * 60
MOST_TRIES = 32  # more than three days, whatever the chance
SECONDS_BETWEEN_MARKS = (0.5, 2, 10)
GONE_FOR_NOW = 421  # the server says so of itself, not of a mail

Clock = Callable[[], datetime]
Chance = Callable[[], float]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DeliveryFailure:
    """Why a mail was not sent, in ``words`` for staff; final ones are not retried.

    ``is_of_server`` is whether every other mail would fail, too.
    """

    words: str
    is_final: bool = False
    is_of_server: bool = False


def send_due(
    *,
    organisation: Organisation,
    clock: Clock,
    chance: Chance,
    is_ending: Callable[[], bool] = lambda: False,
) -> bool:
    """Send what is due, the urgent first, until nothing is; return whether the mail server answered.

    Where it does not, the rest is left as it is, for a call a little later. ``clock`` gives the time
    as an aware datetime, ``chance`` a number from 0 to 1 that spreads the retries.
    """
    while found := list(Mail.objects.due(clock()).values_list("pk", flat=True)[:BATCH]):
        connection = _Connection()
        try:
            for pk in found:
                if is_ending():
                    return True
                if not _send_one(pk, connection, organisation, clock, chance):
                    return False
        finally:
            connection.close()
    return True


def send_again(mails: models.QuerySet[Mail], *, now: datetime) -> int:
    """Let those of ``mails`` that are no longer retried be tried again from ``now`` on; return how many."""
    failed = mails.filter(failed_at__isnull=False).order_by()
    return failed.update(failed_at=None, trouble="", tries=0, due_at=now, leased_until=None)


def message_id(mail: Mail) -> str:
    """The same for every try, so that a mail which arrives twice can be told to be one."""
    mark = salted_hmac("webinars.post.message_id", f"{mail.pk}:{mail.key}").hexdigest()[:16]
    return f"<mail-{mail.pk}.{mark}@{urlsplit(settings.SITE_URL).hostname}>"


def wait_after(tries: int, chance: float) -> timedelta:
    """How long to wait after ``tries`` tries: 1, 2, 4 … minutes to four hours, a fifth more or less."""
    minutes = min(2 ** (tries - 1), LONGEST_WAIT_MINUTES)
    return timedelta(minutes=minutes * (0.8 + 0.4 * chance))


# --- One mail -------------------------------------------------------------------------------------------


def _send_one(
    pk: int, connection: "_Connection", organisation: Organisation, clock: Clock, chance: Chance
) -> bool:
    """Take, render, send and mark one mail; whether the mail server answered. Raises database errors."""
    leased_until = _take(pk, clock())
    mail = leased_until and _taken(pk)
    if not mail:
        return True  # another sender has it, or its adviser is gone
    leased = Mail.objects.filter(pk=pk, leased_until=leased_until)
    if mail.tries > MOST_TRIES:
        leased.update(failed_at=clock(), trouble="Each try brought the sender down.", leased_until=None)
        return True
    try:
        message = _message(mail, render_mail(mail, organisation=organisation, now=clock()), organisation)
        connection.send(message)
    except NoLongerTrue as error:
        leased.update(dropped_at=clock(), trouble=str(error), leased_until=None)
        return True
    except Error:
        raise  # an error of the database is not one of the mail: the lease runs out
    except Exception as error:
        failure = _failure_of(error)
        _put_off(mail, leased, failure, clock(), chance())
        return not failure.is_of_server
    _mark_sent(mail, clock())
    logger.info("mail %s (%s) sent", mail.pk, mail.kind)
    return True


def _take(pk: int, now: datetime) -> datetime | None:
    """Until when no other sender takes the mail; None where another one was quicker.

    The try is counted now, so that a mail which ends its sender's process is not tried for ever.
    """
    leased_until = now + LEASE
    free = Mail.objects.due(now).filter(pk=pk).order_by()
    taken = free.update(leased_until=leased_until, tries=F("tries") + 1)
    return leased_until if taken else None


def _taken(pk: int) -> Mail | None:
    return (
        Mail.objects.select_related("adviser", "webinar", "booking_request", "booking").filter(pk=pk).first()
    )


def _message(mail: Mail, rendered: RenderedMail, organisation: Organisation) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        from_email=organisation.sender,
        to=[mail.adviser.email],
        reply_to=[organisation.contact_email] if organisation.contact_email else None,
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(rendered.html, "text/html")
    for calendar in rendered.calendars:
        message.attach(calendar.name, calendar.content, f"text/calendar; method={calendar.method}")
    return message


def _mark_sent(mail: Mail, now: datetime) -> None:
    """Note that ``mail`` was sent, trying a few times: a mail without the mark is sent again.

    It is noted even where the lease ran out and another sender has taken the mail since.
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


def _put_off(
    mail: Mail, leased: models.QuerySet[Mail], failure: DeliveryFailure, now: datetime, chance: float
) -> None:
    """Note what went wrong, and when to try again.

    ``leased`` is the row while the lease is this sender's; empty where another has taken it since.
    """
    if failure.is_final or mail.tries >= MOST_TRIES:
        leased.update(trouble=failure.words, leased_until=None, failed_at=now)
    else:
        due_at = now + wait_after(mail.tries, chance)
        leased.update(trouble=failure.words, leased_until=None, due_at=due_at)
    logger.warning("mail %s (%s) not sent: %s", mail.pk, mail.kind, failure.words)


# --- The mail server ------------------------------------------------------------------------------------


class _Connection:
    """A connection to the mail server: opened when first needed, and again after any error."""

    def __init__(self) -> None:
        self.connection: BaseEmailBackend | None = None

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


def _failure_of(error: Exception) -> DeliveryFailure:
    code = _code_of(error)
    if code == GONE_FOR_NOW:
        return DeliveryFailure(f"The mail server was busy: {code}.", is_of_server=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        if code >= 500:
            return DeliveryFailure(f"The mail server refused it for good: {code}.", is_final=True)
        return DeliveryFailure(f"The mail server put it off: {code}.")
    if code:
        # It refuses this site, its sender or its password: every other mail would be refused, too.
        return DeliveryFailure(f"The mail server refused us: {code}.", is_of_server=True)
    if isinstance(error, OSError):
        return DeliveryFailure(f"No answer from the mail server: {type(error).__name__}.", is_of_server=True)
    logger.error("a mail could not be made\n%s", "".join(traceback.format_tb(error.__traceback__)))
    return DeliveryFailure(f"It could not be made: {type(error).__name__}.")


def _code_of(error: Exception) -> int:
    """The code of the server's answer; 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        (answer,) = error.recipients.values()
        return answer[0]
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
