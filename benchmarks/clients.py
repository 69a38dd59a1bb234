"""Advisers who have signed in and answered everything, each one press away from sending.

Their sessions and answers are written to the database beforehand. What remains is the POST of the
page "Check your answers" to the real web server, with cookies and CSRF as a browser sends them.
Django must be set up on the site's database before this module is imported.
"""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from webinars.advisers.booking_draft import Draft
from webinars.advisers.session import ADVISER_KEY
from webinars.bookings import GroupRequest
from webinars.models import Adviser, School, Status, Webinar, WebinarKind

PLACES = 1
CSRF_LENGTH = 32
WEEK = timedelta(days=7)
SECONDS_FOR_AN_ANSWER = 60


@dataclass
class Press:
    """One press of "Send": the form that it sends, and the outcome."""

    form_key: str
    session: str
    adviser: int
    path: str
    status: int = 0  # 0: no response
    seconds: float = 0
    is_acknowledged: bool = False  # the response redirects to "sent"


def make_webinar(capacity: int | None) -> Webinar:
    answers = ["has_captions", "has_bsl", "has_slides_before", "has_quiet_chat"]
    safety = ["cameras_are_off", "chat_is_moderated", "has_two_staff", "is_recorded"]
    return Webinar.objects.create(
        title="Hot webinar",
        slug=f"hot-{uuid4().hex}",
        kind=WebinarKind.EMPLOYER,
        summary="Everybody wants to come.",
        starts_at=timezone.now() + WEEK,
        capacity=capacity,
        status=Status.PUBLISHED,
        **dict.fromkeys([*answers, *safety], True),
    )


def make_presses(webinar: Webinar, count: int) -> list[Press]:
    """A press for each of ``count`` advisers, who book a group of ``PLACES``."""
    school = School.objects.create(name="Hill School")
    advisers = [
        Adviser(
            email=f"{uuid4().hex}@school.example", name="Ann Lee", school=school, proved_at=timezone.now()
        )
        for _ in range(count)
    ]
    Adviser.objects.bulk_create(advisers)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    presses, sessions = [], []
    for adviser in advisers:
        draft = Draft(adult=True)
        draft.set_group(1, GroupRequest("10B", {10: PLACES}))
        data = {ADVISER_KEY: adviser.pk, f"booking-{webinar.pk}": vars(draft)}
        key = store._get_new_session_key()
        sessions.append(
            Session(session_key=key, session_data=store.encode(data), expire_date=timezone.now() + WEEK)
        )
        presses.append(Press(draft.form_key, key, adviser.pk, f"{webinar.get_absolute_url()}book/check/"))
    Session.objects.bulk_create(sessions)
    return presses


class Client:
    """A browser with one connection to the site."""

    def __init__(self, address: str):
        self.address = urlsplit(address)
        self.connection = None
        self.csrf = get_random_string(CSRF_LENGTH)

    def press(self, press: Press) -> None:
        """Send the form of ``press`` and record the outcome in it."""
        cookies = f"{settings.SESSION_COOKIE_NAME}={press.session}; {settings.CSRF_COOKIE_NAME}={self.csrf}"
        body = urlencode({"csrfmiddlewaretoken": self.csrf, "form_key": press.form_key})
        headers = {
            "Host": self.address.netloc,
            "Cookie": cookies,
            "Origin": f"http://{self.address.netloc}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began = time.perf_counter()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    self.address.hostname, self.address.port, timeout=SECONDS_FOR_AN_ANSWER
                )
            self.connection.request("POST", press.path, body, headers)
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            press.status = 0
            self.close()
            return
        press.seconds = time.perf_counter() - began
        press.status = answer.status
        press.is_acknowledged = answer.status == 302 and answer.headers["Location"].endswith("/sent/")

    def close(self) -> None:
        if self.connection is not None:
            with suppress(OSError):
                self.connection.close()
        self.connection = None


def share(work: Iterable, clients: int, make_worker: Callable[[], Callable]) -> float:
    """Let ``clients`` threads, started at the same time, share ``work``; return the time in seconds.

    ``make_worker`` is called once in each thread and returns a function that processes one item.
    """
    todo, guard, start = iter(work), threading.Lock(), threading.Barrier(clients + 1)
    failures = []

    def run():
        try:
            worker = make_worker()
            start.wait()
            while (piece := take()) is not None:
                worker(piece)
        except Exception as error:
            failures.append(error)
            start.abort()

    def take():
        with guard:
            return next(todo, None)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):
        start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - began


def press_all(presses: list[Press], address: str, clients: int) -> float:
    return share(presses, clients, lambda: Client(address).press)


def percentile(values: list[float], share_of: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share_of * len(ordered)))]


def statuses(presses: list[Press]) -> str:
    return ", ".join(
        f"{count} × {status}" for status, count in sorted(Counter(p.status for p in presses).items())
    )
