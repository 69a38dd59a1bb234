from django.core.management.base import BaseCommand
from django.utils import timezone

from careersguide.mail_worker import holidays_around
from careersguide.sample import load_sample_site
from profiles.reference import load_reference
from profiles.sample import feature_sample_careers, load_sample_careers, sample_source
from webinars.sample import load_sample_webinars


class Command(BaseCommand):
    help = "Store the sample careers, and with the first load the pages around them. Safe to run again."

    def handle(self, *args, **options):
        now = timezone.now()
        words = load_reference()
        # The records outlive their careers: without any, nothing was ever loaded here.
        is_first = not sample_source().import_records.exists()
        careers = load_sample_careers(now=now)
        self.stdout.write(
            f"Sample careers: {careers.created} created, {careers.updated} updated, "
            f"{careers.unchanged} unchanged. New reference words: {words}."
        )
        for slug, reason in careers.skipped:
            self.stdout.write(f"  {slug}: {reason}")
        for slug, blocks in careers.kept:
            self.stdout.write(f"  {slug}: an editor changed {', '.join(blocks)}, so that stays")
        if is_first:
            pages = load_sample_site(now=now)
            months = feature_sample_careers(now=now)
            webinars = load_sample_webinars(now=now, holidays=holidays_around(timezone.localdate(now)))
            self.stdout.write(
                f"Around them: {pages} new pages, {months} months with a career, {webinars} webinars."
            )
