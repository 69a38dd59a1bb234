from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from careersguide.demo import make_demo_bookings, make_demo_logins


class Command(BaseCommand):
    help = (
        "Makes one demonstration login for each role, with a new password, and groups of invented schools "
        "where nobody has booked. Only with DEBUG."
    )

    def handle(self, *args, **options):
        try:
            logins = make_demo_logins()
            groups = make_demo_bookings(now=timezone.now())
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Logins for /admin/. Each run sets new passwords; these are shown only now.")
        for role, email, password in logins:
            self.stdout.write(f"  {role:<17} {email:<32} {password}")
        if groups:
            self.stdout.write(f"{groups} groups of invented schools are booked for the sample webinars.")
