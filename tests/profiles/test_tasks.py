"""Tasks that wait in the database are found again by a path, which therefore never changes."""

from profiles.tasks import make_renditions


def test_queued_task_keeps_its_path():
    assert make_renditions.module_path == "profiles.tasks.make_renditions"
