"""The next webinars about a career, as the app that has webinars gives them: this app knows none."""

from collections.abc import Callable, Sequence
from datetime import datetime

from profiles.models import Career

Source = Callable[[Career, datetime], Sequence]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask ``source(career, now)`` for the webinars that a profile shows; called from an app's config."""
    _sources.append(source)


def next_webinars(career: Career, now: datetime) -> list:
    """What the profile of ``career`` lists under "Next webinars", the next one first."""
    return [webinar for source in _sources for webinar in source(career, now)]
