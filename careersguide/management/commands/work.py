"""Background work: the tasks that requests leave behind, the jobs that repeat, and mail."""

import logging
import subprocess
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from django.utils import timezone

from careersguide.child_processes import Children, manage
from careersguide.jobs import run_due_jobs, whole_minute
from careersguide.mail_worker import Sender, send_due_mail

SECONDS_BETWEEN_LOOKS = 0.5
FIRST_WAIT_SECONDS = 1
LONGEST_WAIT_SECONDS = 30

logger = logging.getLogger(__name__)


class TaskWorker:
    """``db_worker`` as a child process, started again when it dies.

    It dies, for example, when SQLite stays locked. The wait before a new start doubles each
    time, and is short again after the child has lived for as long as the longest wait.
    """

    def __init__(self, children: Children):
        self.children = children
        self.child: subprocess.Popen | None = None
        self.started_at = self.start_at = time.monotonic()
        self.wait_seconds = FIRST_WAIT_SECONDS

    def tend(self) -> None:
        now = time.monotonic()
        if self.child and self.child.poll() is not None:
            if now - self.started_at > LONGEST_WAIT_SECONDS:
                self.wait_seconds = FIRST_WAIT_SECONDS
            logger.warning("db_worker ended with %s; again in %s s", self.child.returncode, self.wait_seconds)
            self.start_at = now + self.wait_seconds
            self.wait_seconds = min(2 * self.wait_seconds, LONGEST_WAIT_SECONDS)
            self.child = None
        if not self.child and now >= self.start_at:
            self.child = self.children.start(manage("db_worker", "--no-reload"))
            self.started_at = now


class Command(BaseCommand):
    help = "Do the background work until asked to end. Any number may run, on any hosts."

    def add_arguments(self, parser):
        parser.add_argument(
            "--once", action="store_true", help="run the jobs and send the mail that are due, then end"
        )

    def handle(self, *, once, **options):
        if once:
            self.run_once()
            return
        children = Children()
        worker = TaskWorker(children)
        sender = Sender()
        sender.start()
        minute = None
        try:
            while not children.end_is_asked:
                worker.tend()
                now = timezone.now()
                if whole_minute(now) != minute:
                    minute = whole_minute(now)
                    self.look(now, children)
                time.sleep(SECONDS_BETWEEN_LOOKS)
        finally:
            sender.end()
            children.end()

    def run_once(self):
        failed = run_due_jobs(timezone.now())
        if not send_due_mail():
            failed.append("the mail server does not answer")
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")

    def look(self, now, children):
        close_old_connections()
        try:
            run_due_jobs(now, is_ending=lambda: children.end_is_asked)
        except Error as error:
            # A database that is restarted must not end the loop; the next minute tries again.
            logger.error("the jobs could not be read: %s", type(error).__name__)
        finally:
            close_old_connections()
