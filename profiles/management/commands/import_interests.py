"""Gives careers without interests of their own those of their O*NET occupation. See docs/importing.md."""

from pathlib import Path

from profiles.management.attaching import AttachingCommand
from profiles.management.told import counted
from profiles.models import CareerInterest, Source
from profiles.opendata import onet
from profiles.opendata.interests import chosen


class Command(AttachingCommand):
    help = "Give careers the interests of their O*NET occupation. Never where an editor chose some."
    model = CareerInterest
    what = "interests"

    def source_slug(self) -> str:
        return "onet"

    def read(self, path: Path) -> dict[str, tuple[str, ...]]:
        return onet.interests(path)

    def choose(self, found: dict[str, tuple[str, ...]], source: Source):
        choice = chosen(found)
        told = [counted(choice.with_own, "careers that have interests of their own")] * bool(choice.with_own)
        return choice.rows, told, choice.unknown
