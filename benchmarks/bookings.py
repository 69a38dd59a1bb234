"""Measure bookings per second for one popular webinar: ``.venv/bin/python -m benchmarks.bookings``.

It runs on SQLite, or with ``--postgres postgres://…`` (or TEST_POSTGRES_URL) on a temporary database
there. The site runs behind its real web server; ``--clients`` advisers who have signed in and answered
everything press "Send", ``--bookings`` times in all, and that POST is timed: cookies, CSRF, session,
form, lock, count, write, response. For comparison, the same statements run on the database alone.
Then 200 clients want 30 places (``--contest`` times), and one form is sent 20 times at once. The exit
status is 1 if a place was sold twice, a booking was lost or a response was an error.
"""

import argparse
import os
import sys
from statistics import median
from uuid import UUID

import django

from benchmarks.serving import close_connections, manage, own_environment, started, web_server_of

CONTESTANTS, CONTESTED = 200, 30
REPEATS = 20


def main() -> int:
    options = _options()
    with own_environment(options.postgres) as environment:
        manage("collectstatic", "--noinput", "--verbosity", "0", environment=environment)
        manage("migrate", "--verbosity", "0", environment=environment)
        os.environ |= environment
        django.setup()
        with started(web_server_of(environment), environment):
            address = environment["SITE_URL"]
            troubles = [*throughput(address, options), *contest(address, options), *repeats(address)]
        close_connections()
    print("in order" if not troubles else f"WRONG: {'; '.join(troubles)}")
    return 1 if troubles else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    there = os.environ.get("TEST_POSTGRES_URL", "")
    parser.add_argument("--postgres", nargs="?", default="", const=there, help="the address of a server")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--bookings", type=int, default=400, help="in each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--contest", type=int, default=1)
    return parser.parse_args()


def throughput(address: str, options) -> list[str]:
    """Print bookings per second through the site and on the database alone; return what went wrong."""
    from benchmarks.alone import make_replayer, record_two
    from benchmarks.clients import make_presses, make_webinar, percentile, press_all, share, statuses

    statements = record_two(make_webinar(None))
    replayer = make_replayer(statements)
    through, alone, presses, troubles = [], [], [], []
    for number in range(options.rounds + 1):
        webinar = make_webinar(capacity=options.bookings)
        batch = make_presses(webinar, options.bookings)
        seconds = press_all(batch, address, options.clients)
        troubles += faults(webinar, batch)
        other = make_presses(make_webinar(None), options.bookings)
        seconds_alone = share(other, options.clients, replayer)
        if number:  # the first round is a warm-up
            through.append(options.bookings / seconds)
            alone.append(options.bookings / seconds_alone)
            presses += batch
    times = [press.seconds * 1000 for press in presses]
    print(
        f"{options.clients} clients, {options.bookings} bookings, {options.rounds} rounds: "
        f"{median(through):.0f} bookings a second "
        f"({', '.join(f'{rate:.0f}' for rate in through)}); "
        f"the same {len(statements)} statements on the database alone "
        f"{median(alone):.0f} ({', '.join(f'{rate:.0f}' for rate in alone)}); "
        f"ratio {median(through) / median(alone):.2f}; "
        f"p50 {percentile(times, 0.5):.0f} ms, p99 {percentile(times, 0.99):.0f} ms; {statuses(presses)}"
    )
    return troubles


def contest(address: str, options) -> list[str]:
    """Let 200 clients book 30 places at once; return what went wrong."""
    from benchmarks.clients import make_presses, make_webinar, press_all, statuses
    from webinars.models import State

    troubles = []
    for number in range(options.contest):
        webinar = make_webinar(CONTESTED)
        presses = make_presses(webinar, CONTESTANTS)
        seconds = press_all(presses, address, CONTESTANTS)
        sold = webinar.bookings.filter(state=State.CONFIRMED).places()
        oversold, lost = max(0, sold - CONTESTED), len(lost_of(presses))
        errors = sum(press.status >= 500 for press in presses)
        print(
            f"contest {number + 1}: {CONTESTANTS} clients, {CONTESTED} places: {sold} sold, "
            f"{oversold} oversold, {lost} lost, {errors} 5xx; {statuses(presses)}; {seconds:.1f} s"
        )
        troubles += faults(webinar, presses)
        if sold < CONTESTED:
            troubles.append(f"{sold} sold")
    return troubles


def repeats(address: str) -> list[str]:
    """Send one form 20 times at once; return what went wrong."""
    from benchmarks.clients import Press, make_presses, make_webinar, press_all, statuses
    from webinars.models import BookingRequest, Mail

    webinar = make_webinar(100)
    (press,) = make_presses(webinar, 1)
    presses = [Press(press.form_key, press.session, press.adviser, press.path) for _ in range(REPEATS)]
    press_all(presses, address, REPEATS)
    requests = BookingRequest.objects.filter(form_key=press.form_key)
    mails = Mail.objects.filter(booking_request__in=requests).count()
    print(f"one form {REPEATS} times at once: {len(requests)} request, {mails} mail; {statuses(presses)}")
    wrong = (
        [] if (len(requests), mails) == (1, 1) else [f"{len(requests)} requests, {mails} mails of one form"]
    )
    return wrong + faults(webinar, presses)


def lost_of(presses) -> set[UUID]:
    """The keys of forms that were acknowledged but not stored."""
    from webinars.models import BookingRequest

    acknowledged = {UUID(press.form_key) for press in presses if press.is_acknowledged}
    return acknowledged - set(BookingRequest.objects.values_list("form_key", flat=True))


def faults(webinar, presses) -> list[str]:
    """What went wrong: places sold twice, acknowledged bookings that were not stored, errors."""
    from webinars.models import State

    taken = webinar.bookings.filter(state=State.CONFIRMED).places()
    wrong = []
    if webinar.capacity is not None and taken > webinar.capacity:
        wrong.append(f"{taken} sold of {webinar.capacity}")
    if lost := lost_of(presses):
        wrong.append(f"{len(lost)} lost")
    if refused := [press.status for press in presses if not press.is_acknowledged]:
        wrong.append(f"not acknowledged: {refused[:5]}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
