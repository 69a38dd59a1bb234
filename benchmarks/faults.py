"""Count what is lost or duplicated when processes die: ``.venv/bin/python -m benchmarks.faults``.

It runs on SQLite, or with ``--postgres postgres://…`` (or TEST_POSTGRES_URL) on a temporary database
there. Web workers are killed (-9) under load; the sender is killed between sending and marking; the
mail server refuses, hangs, or answers 421 and 550 while groups book. ``--restart COMMAND`` also
restarts PostgreSQL under load: use it only if nobody else uses that server. Only processes started
here are killed. The exit status is 1 if a booking or a mail was lost.
"""

import argparse
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import django

from benchmarks.serving import (
    ROOT,
    close_connections,
    free_port,
    manage,
    own_environment,
    started,
    web_server_of,
)

CLIENTS = 8
BOOKINGS_BETWEEN = 30  # from one strike to the next, so that the site has recovered in between
SECONDS_BETWEEN_TRIES = 0.2
MAIL_CLIENTS, MAIL_ROUNDS, MAIL_BOOKINGS = 4, 5, 120
PARTS = ("web", "sender", "mail")


def main() -> int:
    options = _options()
    with own_environment(options.postgres) as environment:
        manage("collectstatic", "--noinput", "--verbosity", "0", environment=environment)
        manage("migrate", "--verbosity", "0", environment=environment)
        os.environ |= environment
        django.setup()
        troubles = []
        if "web" in options.only:
            troubles += under_load(environment, "web worker", options.kills, kill_a_worker)
        if options.restart:
            troubles += under_load(environment, "PostgreSQL", 3, lambda _: _run(options.restart))
        if "sender" in options.only:
            troubles += sender_killed(environment, options.sender_kills, options.mails)
        if "mail" in options.only:
            troubles += mail_server_down(environment)
        close_connections()
    print("in order" if not troubles else f"WRONG: {'; '.join(troubles)}")
    return 1 if troubles else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    there = os.environ.get("TEST_POSTGRES_URL", "")
    parser.add_argument("--postgres", nargs="?", default="", const=there, help="the address of a server")
    parser.add_argument("--kills", type=int, default=15, help="of web workers")
    parser.add_argument("--sender-kills", type=int, default=20)
    parser.add_argument("--mails", type=int, default=300)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--restart", default="", help="the command that restarts PostgreSQL")
    return parser.parse_args()


def _run(command: str) -> None:
    subprocess.run(shlex.split(command), check=True, stdout=subprocess.DEVNULL)


# --- The site under load --------------------------------------------------------------------------------


def under_load(environment, what: str, times: int, strike: Callable) -> list[str]:
    """Call ``strike`` ``times`` times while groups book; clients resend a form until it is acknowledged."""
    from benchmarks.clients import Client, make_presses, make_webinar, share
    from webinars.models import BookingRequest, Mail

    webinar = make_webinar(None)
    presses = make_presses(webinar, (times + 1) * BOOKINGS_BETWEEN * 4)
    is_over, again = threading.Event(), Counter()

    def acknowledged() -> int:
        return sum(press.is_acknowledged for press in presses)

    def until_over():
        for press in presses:
            if is_over.is_set():
                return
            yield press

    def make_worker():
        client = Client(environment["SITE_URL"])

        def send_until_acknowledged(press):
            client.press(press)
            while not press.is_acknowledged:
                again[press.status] += 1
                time.sleep(SECONDS_BETWEEN_TRIES)
                client.press(press)

        return send_until_acknowledged

    with started(web_server_of(environment), environment) as site:
        load = threading.Thread(target=lambda: share(until_over(), CLIENTS, make_worker))
        load.start()
        for number in range(1, times + 1):
            _wait_until(lambda: acknowledged() >= number * BOOKINGS_BETWEEN)  # noqa: B023 (called before the loop continues)
            strike(site)
        _wait_until(lambda: acknowledged() >= (times + 1) * BOOKINGS_BETWEEN)
        is_over.set()
        load.join()

    close_connections()  # they may have been broken by the last strike
    told = {press.form_key for press in presses if press.is_acknowledged}
    stored = Counter(map(str, webinar.bookings.values_list("booking_request__form_key", flat=True)))
    mails = Counter(Mail.objects.filter(webinar=webinar).values_list("booking_request__form_key", flat=True))
    lost = len(told - set(stored))
    doubled = sum(count > 1 for count in stored.values())
    mails_lost = BookingRequest.objects.filter(webinar=webinar).count() - len(mails)
    mails_doubled = sum(count > 1 for count in mails.values())
    print(
        f"{what} struck {times} times under load: {len(told)} acknowledged, {len(stored)} stored, "
        f"{lost} lost, {doubled} doubled, mails: {mails_lost} lost, {mails_doubled} doubled; "
        f"sent again after {dict(again)}"
    )
    wrong = {"lost": lost, "doubled": doubled, "mails lost": mails_lost, "mails doubled": mails_doubled}
    return [f"{what}: {count} {name}" for name, count in wrong.items() if count]


def kill_a_worker(site: subprocess.Popen) -> None:
    """Kill the oldest worker of the web server ``site`` once all its workers are running."""
    _wait_until(lambda: len(_children(site.pid)) >= 2)
    os.kill(min(_children(site.pid)), signal.SIGKILL)


def _wait_until(condition: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError("the site does not come back")
        time.sleep(0.1)


def _children(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    # Python's shared-memory tracker is not a worker.
    lines = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    return [child for child, line in lines.items() if line and b"resource_tracker" not in line]


# --- The sender -----------------------------------------------------------------------------------------


def sender_killed(environment, kills: int, count: int) -> list[str]:
    """Kill the sender ``kills`` times, between the mail server's acceptance of a mail and its marking."""
    from tests.mailserver import mail_server
    from webinars.mail.sending import LEASE, message_id
    from webinars.models import Mail

    _book(count)
    expected = {message_id(mail) for mail in Mail.objects.unsent()}
    with mail_server() as (handler, port):
        taken, accept = Counter(), handler.handle_DATA
        running, left = {}, [kills]
        every = max(1, len(expected) // (kills + 1))

        async def accept_and_kill(server, session, envelope):
            answer = await accept(server, session, envelope)
            taken[handler.accepted[-1][1]["Message-ID"]] += 1
            if left[0] and taken.total() % every == 0:
                left[0] -= 1
                os.kill(running["sender"].pid, signal.SIGKILL)
            return answer

        handler.handle_DATA = accept_and_kill
        mail_environment = {**environment, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        began = time.monotonic()
        while Mail.objects.unsent().exists() and time.monotonic() - began < 900:
            if not Mail.objects.unsent().filter(leased_until=None).exists():
                time.sleep(LEASE.total_seconds() / 4)  # the remaining mails are leased to senders that died
            running["sender"] = _work(mail_environment, "--once")
            running["sender"].wait()
    lost, doubled = len(expected - set(taken)), sum(taken.values()) - len(taken)
    once_more = max(Counter(str(to) for to, _ in handler.accepted).values())
    died = kills - left[0]
    print(
        f"sender killed {died} times between send and mark: {len(expected)} mails, {lost} lost, "
        f"{doubled} doubled under the same Message-ID, {len(set(taken) - expected)} under another; "
        f"at most {once_more} to one address; {Mail.objects.unsent().count()} not marked"
    )
    wrong = {"mails lost": lost, "doubled beyond the kills": max(0, doubled - died)}
    return [f"sender: {number} {name}" for name, number in wrong.items() if number]


def _book(count: int) -> None:
    """Book for ``count`` advisers without the web server."""
    from uuid import UUID

    from django.utils import timezone

    from benchmarks.clients import make_presses, make_webinar
    from webinars import bookings
    from webinars.models import Adviser

    webinar = make_webinar(None)
    for press in make_presses(webinar, count):
        adviser = Adviser.objects.get(pk=press.adviser)
        bookings.request_places(
            webinar=webinar,
            contact=bookings.Contact(adviser.email, adviser.name, adviser.school),
            groups=[bookings.GroupRequest("10B", {10: 1})],
            form_key=UUID(press.form_key),
            adult_present=True,
            notice_version="2026-11",
            now=timezone.now(),
            adviser=adviser,
        )


def _work(environment, *arguments: str) -> subprocess.Popen:
    # If the mail server does not answer, it prints an error and exits; the error is expected here.
    return subprocess.Popen(
        [sys.executable, "manage.py", "work", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


# --- The mail server ------------------------------------------------------------------------------------


def mail_server_down(environment) -> list[str]:
    """Time POSTs while the mail server works and while it does not; return what went wrong with the mail."""
    from benchmarks.clients import make_presses, make_webinar, percentile, press_all, statuses
    from tests.mailserver import HANG, mail_server

    with mail_server() as (handler, port):
        answers, closed = f"smtp://127.0.0.1:{port}", f"smtp://127.0.0.1:{free_port()}"
        modes = {
            "answers": (answers, {}),
            "refuses": (closed, {}),
            "hangs": (answers, {"EHLO": HANG}),
            "421": (answers, {"MAIL": "421 busy"}),
            "550": (answers, {"RCPT": "550 no such person"}),
        }
        times, presses = {mode: [] for mode in modes}, []
        with started(web_server_of(environment), environment):
            for number in range(MAIL_ROUNDS + 1):
                # Each mode comes first once, because the tables grow and later requests take longer.
                for mode in turned(modes, number):
                    url, handler.answers = modes[mode]
                    batch = make_presses(make_webinar(None), MAIL_BOOKINGS)
                    with _sending({**environment, "EMAIL_URL": url}):
                        press_all(batch, environment["SITE_URL"], MAIL_CLIENTS)
                    presses += batch
                    if number:  # the first round is a warm-up
                        times[mode] += [press.seconds * 1000 for press in batch]
        handler.answers = {}
        lost, sent = _deliver_the_rest({**environment, "EMAIL_URL": answers}, handler)
    p95 = {mode: percentile(taken, 0.95) for mode, taken in times.items()}
    for mode, taken in times.items():
        share = f"{p95[mode] / p95['answers']:.2f} of usual"
        print(f"mail server {mode}: POST p50 {median(taken):.0f} ms, p95 {p95[mode]:.0f} ms, {share}")
    doubled = sent.total() - len(sent)
    print(f"{statuses(presses)}; in the end {len(sent)} mails sent, {lost} lost, {doubled} doubled")
    wrong = [f"{press.status} for a POST" for press in presses if not press.is_acknowledged]
    return [*wrong[:1], *([f"{lost} mails lost"] if lost else [])]


def turned(modes: Iterable[str], number: int) -> list[str]:
    """``modes`` in order, rotated to start with another one for each ``number``."""
    modes = list(modes)
    first = number % len(modes)
    return modes[first:] + modes[:first]


@contextmanager
def _sending(environment):
    """Run the background work during the block, which begins after it has contacted the mail server."""
    work = _work(environment)
    try:
        time.sleep(5)
        yield
    finally:
        work.terminate()
        work.wait()


def _deliver_the_rest(environment, handler) -> tuple[int, Counter]:
    """Send the postponed and refused mails now; return the number never delivered, and those delivered."""
    from django.utils import timezone

    from webinars.mail.sending import message_id, send_again
    from webinars.models import Mail

    deadline = time.monotonic() + 900
    while Mail.objects.filter(sent_at=None, dropped_at=None).exists() and time.monotonic() < deadline:
        send_again(Mail.objects.all(), now=timezone.now())
        _work(environment, "--once").wait()
        time.sleep(5)
    sent = Counter(message["Message-ID"] for _, message in handler.accepted)
    mails = Mail.objects.filter(dropped_at=None, webinar__isnull=False)
    known = {
        message_id(mail)
        for mail in mails
        if mail.booking_request and mail.booking_request.sent_at >= mail.written_at
    }
    return len({key for key in known if key not in sent}), sent


if __name__ == "__main__":
    sys.exit(main())
