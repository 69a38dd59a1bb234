"""Gives careers without interests of their own those of their O*NET occupation. See docs/importing.md."""

from profiles.imports.opendata import onet_tables
from profiles.imports.opendata.interests import choose_interests
from profiles.management.attach_command import AttachingCommand, Reader
from profiles.models import CareerInterest


class Command(AttachingCommand):
    help = "Give careers the interests of their O*NET occupation. Never where an editor chose some."
    model = CareerInterest
    what = "interests"

    def reader(self, **options) -> Reader:
        return Reader("the folder of O*NET's tables", "onet", onet_tables.interests, choose_interests)
