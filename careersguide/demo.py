"""Demonstration logins, one for each role, and bookings, for a site on a developer's machine."""

import secrets
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from careersguide.models import User
from careersguide.roles import PERMISSIONS
from webinars.sample.groups import book_sample_groups


@transaction.atomic
def make_demo_logins() -> list[tuple[str, str, str]]:
    """Make one login a role, or give it a new password; return (role, e-mail, password) of each.

    Raises ``ImproperlyConfigured`` where DEBUG is off: a public site has no such logins.
    """
    if not settings.DEBUG:
        raise ImproperlyConfigured("Demonstration logins are only made with DEBUG=true.")
    logins = []
    for role in PERMISSIONS:
        email = f"{role.lower().replace(' ', '-')}@demo.example"
        password = secrets.token_urlsafe(9)
        person, _ = User.objects.get_or_create(email=email, defaults={"name": f"Demo {role.lower()}"})
        person.is_staff = person.is_active = True
        person.is_superuser = False
        person.set_password(password)
        person.save()
        person.groups.set([Group.objects.get(name=role)])
        person.user_permissions.clear()
        logins.append((role, email, password))
    return logins


def make_demo_bookings(*, now: datetime) -> int:
    """Book invented groups for the sample webinars that have no bookings; return how many groups.

    Raises ``ImproperlyConfigured`` where DEBUG is off: a public site has no such schools.
    """
    if not settings.DEBUG:
        raise ImproperlyConfigured("Demonstration bookings are only made with DEBUG=true.")
    return book_sample_groups(now=now)
