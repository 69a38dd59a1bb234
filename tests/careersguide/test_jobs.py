"""Repeated work: each due job once, whoever looks and whenever."""

import logging
import threading
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, connections, models
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from careersguide.jobs import LEASE, claim, registered_jobs, run_claimed, run_due_jobs
from careersguide.models import Job
from tests.conftest import NOON

pytestmark = pytest.mark.django_db

COUNT, FAIL, BREAK = "count-something", "fail-always", "break-the-connection"
FUNCTIONS = {COUNT: f"{__name__}.count", FAIL: f"{__name__}.fail", BREAK: f"{__name__}.break_connection"}
MINUTE = timedelta(minutes=1)
SECRET = "anna@school.example"

runs = []


def count(now):
    runs.append((now, connection.in_atomic_block))


def fail(now):
    raise ValueError(f"no room for {SECRET}")


def break_connection(now):
    connection.connection.close()
    Job.objects.count()


@pytest.fixture
def only(monkeypatch):
    """Make ``jobs`` the only ones that are registered."""
    runs.clear()

    def register(jobs):
        for config in apps.get_app_configs():
            monkeypatch.setattr(config, "jobs", {}, raising=False)
        registered = {name: (FUNCTIONS[name], every_minutes) for name, every_minutes in jobs.items()}
        monkeypatch.setattr(apps.get_app_config("careersguide"), "jobs", registered)

    return register


def run_times():
    return [now for now, _ in runs]


def test_job_runs_when_its_minutes_have_passed(only):
    only({COUNT: 2})
    times = [NOON + seconds * MINUTE / 60 for seconds in (59, 60, 119, 120, 121, 245)]

    for now in times:
        run_due_jobs(now)

    # In whole minutes: the run at 12:00:59 counts for 12:00.
    assert run_times() == [times[0], times[3], times[5]]


def test_job_after_three_silent_days_runs_once(only):
    only({COUNT: 1})
    run_due_jobs(NOON)
    later = NOON + timedelta(days=3)

    run_due_jobs(later)
    run_due_jobs(later)

    assert run_times() == [NOON, later]


@pytest.mark.django_db(transaction=True)
def test_job_that_fails_is_noted_without_its_words_and_stops_no_other(only, caplog):
    only({FAIL: 1, COUNT: 1})

    with caplog.at_level(logging.ERROR):
        failed = run_due_jobs(NOON)

    assert failed == [FAIL]
    assert run_times() == [NOON]
    assert list(Job.objects.values_list("name", "last_error", "last_run_at", "leased_until")) == [
        (COUNT, "", NOON, None),
        (FAIL, "ValueError", NOON, None),
    ]
    assert f"{FAIL} failed with ValueError" in caplog.text
    assert __file__ in caplog.text
    assert SECRET not in caplog.text


def test_job_that_goes_well_again_has_no_error(only):
    only({COUNT: 1})
    Job.objects.create(name=COUNT, last_error="ValueError")

    assert run_due_jobs(NOON) == []
    assert Job.objects.get().last_error == ""


def test_job_of_a_crashed_loop_waits_for_its_lease(only):
    only({COUNT: 1})
    Job.objects.create(name=COUNT)
    assert claim(COUNT, 1, NOON)

    run_due_jobs(NOON + LEASE - MINUTE)
    assert run_times() == []

    run_due_jobs(NOON + LEASE)
    assert run_times() == [NOON + LEASE]


def test_job_runs_although_the_clock_was_a_day_ahead_when_it_ran_last(only):
    only({COUNT: 24 * 60})
    run_due_jobs(NOON + timedelta(days=1))

    run_due_jobs(NOON)
    run_due_jobs(NOON + MINUTE)

    assert run_times() == [NOON + timedelta(days=1), NOON]


def test_job_whose_lease_was_taken_by_a_clock_a_day_ahead_is_free(only):
    only({COUNT: 1})
    Job.objects.create(name=COUNT)
    assert claim(COUNT, 1, NOON + timedelta(days=1))

    run_due_jobs(NOON)

    assert run_times() == [NOON]


def test_clocks_that_differ_by_minutes_run_a_job_once(only):
    only({COUNT: 1})

    run_due_jobs(NOON + 4 * MINUTE)
    run_due_jobs(NOON)

    assert run_times() == [NOON + 4 * MINUTE]


def test_job_that_outlived_its_lease_leaves_the_next_one_alone(only):
    only({COUNT: 1})
    Job.objects.create(name=COUNT)
    assert claim(COUNT, 1, NOON)
    assert claim(COUNT, 1, NOON + LEASE)

    run_claimed(COUNT, FUNCTIONS[COUNT], NOON)

    job = Job.objects.get()
    assert (job.leased_until, job.last_run_at) == (NOON + 2 * LEASE, None)


def test_jobs_are_not_begun_when_the_loop_is_ending(only):
    only({COUNT: 1, FAIL: 1})

    run_due_jobs(NOON, is_ending=lambda: bool(runs))

    assert list(Job.objects.values_list("name", "last_run_at")) == [(COUNT, NOON), (FAIL, None)]


def test_jobs_looked_at_before_they_are_due_write_nothing(only, django_assert_num_queries):
    only({COUNT: 1})
    run_due_jobs(NOON)

    with django_assert_num_queries(2):  # the known names, whether it is due
        run_due_jobs(NOON)


@pytest.mark.django_db(transaction=True)
def test_job_seen_by_two_loops_at_once_runs_once_and_outside_their_transaction(only, monkeypatch):
    only({COUNT: 1})
    Job.objects.create(name=COUNT)
    both_saw_it_due = threading.Barrier(2, timeout=10)
    update = models.QuerySet.update

    def update_when_both_are_here(queryset, **values):
        if set(values) == {"leased_until"}:
            both_saw_it_due.wait()
        return update(queryset, **values)

    monkeypatch.setattr(models.QuerySet, "update", update_when_both_are_here)
    failures = []

    def loop():
        try:
            failures.extend(run_due_jobs(NOON))
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    loops = [threading.Thread(target=loop) for _ in range(2)]
    for thread in loops:
        thread.start()
    for thread in loops:
        thread.join(30)

    assert failures == []
    assert runs == [(NOON, False)]


@pytest.mark.django_db(transaction=True)
def test_job_that_breaks_its_connection_is_noted(only):
    only({BREAK: 1, COUNT: 1})

    assert run_due_jobs(NOON) == [BREAK]
    assert run_times() == [NOON]
    assert Job.objects.get(name=BREAK).last_run_at == NOON


# --- The command, once --------------------------------------------------------------------------------


def test_work_once_runs_the_due_jobs(only):
    only({COUNT: 1})

    call_command("work", once=True)

    assert len(runs) == 1


@pytest.mark.django_db(transaction=True)
def test_work_once_names_what_failed(only):
    only({FAIL: 1})

    with pytest.raises(CommandError, match=FAIL):
        call_command("work", once=True)


# --- The jobs there are -------------------------------------------------------------------------------


def test_jobs_of_every_app_are_registered_and_can_be_called():
    jobs = registered_jobs()

    assert jobs == {
        "write-due-mail": ("careersguide.mail_worker.write_due_mail", 1),
        "clear-expired-sessions": ("careersguide.jobs.clear_expired_sessions", 24 * 60),
        "forget-failed-logins": ("careersguide.jobs.forget_failed_logins", 24 * 60),
        "prune-finished-tasks": ("careersguide.jobs.prune_finished_tasks", 24 * 60),
        "record-career-of-the-month": ("profiles.career_of_the_month.record_due_months", 1),
        "forget-missed-searches": ("profiles.search.missed_search_counts.forget", 60),
        "sweep-bookings": ("webinars.bookings.sweep", 1),
        "forget-people": ("webinars.retention.forget_what_is_due", 24 * 60),
        "forget-allowances": ("core.throttle.forget", 60),
    }
    assert all(len(name) <= Job._meta.get_field("name").max_length for name in jobs)
    for job in jobs.values():
        import_string(job.function)(timezone.now())


def test_expired_sessions_are_cleared():
    now = timezone.now()
    for key, expires in [("old", now), ("live", now + MINUTE)]:
        Session.objects.create(session_key=key, session_data="", expire_date=expires)

    import_string("careersguide.jobs.clear_expired_sessions")(now)

    assert [session.session_key for session in Session.objects.all()] == ["live"]


def test_failed_logins_are_forgotten_after_a_day():
    now = timezone.now()
    for name, at in [("old", now - timedelta(days=1)), ("new", now - timedelta(hours=23))]:
        attempt = AccessAttempt.objects.create(username=name, failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=at)

    import_string("careersguide.jobs.forget_failed_logins")(now)

    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["new"]


def test_tasks_that_ended_long_ago_are_pruned():
    now = timezone.now()
    for path, status, days in [
        ("done.long_ago", TaskResultStatus.SUCCESSFUL, 15),
        ("failed.long_ago", TaskResultStatus.FAILED, 15),
        ("done.lately", TaskResultStatus.SUCCESSFUL, 13),
        ("still.waiting", TaskResultStatus.READY, 15),
    ]:
        DBTaskResult.objects.create(
            task_path=path,
            status=status,
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            finished_at=None if status == TaskResultStatus.READY else now - timedelta(days=days),
            run_after=now - timedelta(days=days),
            exception_class_path="",
            traceback="",
        )

    import_string("careersguide.jobs.prune_finished_tasks")(now)

    assert sorted(DBTaskResult.objects.values_list("task_path", flat=True)) == [
        "done.lately",
        "still.waiting",
    ]
