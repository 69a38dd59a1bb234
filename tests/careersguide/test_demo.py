"""Demonstration logins: one a role, only with DEBUG, a new password each time."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from careersguide.demo import make_demo_logins
from careersguide.models import User
from careersguide.roles import PERMISSIONS

pytestmark = pytest.mark.django_db


def test_demo_logins_with_debug_are_one_staff_member_a_role(settings):
    settings.DEBUG = True

    logins = make_demo_logins()

    assert [role for role, _, _ in logins] == list(PERMISSIONS)
    for role, email, password in logins:
        person = User.objects.get(email=email)
        assert person.check_password(password)
        assert (person.is_staff, person.is_superuser) == (True, False)
        assert [group.name for group in person.groups.all()] == [role]


def test_demo_logins_again_are_the_same_people_with_new_passwords(settings):
    settings.DEBUG = True
    first = make_demo_logins()

    second = make_demo_logins()

    assert [login[:2] for login in second] == [login[:2] for login in first]
    assert all(new[2] != old[2] for new, old in zip(second, first, strict=True))
    assert User.objects.count() == len(PERMISSIONS)
    assert User.objects.get(email=second[0][1]).check_password(second[0][2])


def test_demo_logins_without_debug_are_refused(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="only made with DEBUG"):
        call_command("make_demo_logins")

    assert not User.objects.exists()


def test_demo_logins_command_prints_each_login_once(settings):
    settings.DEBUG = True
    out = StringIO()

    call_command("make_demo_logins", stdout=out)

    lines = out.getvalue().splitlines()[1:]
    assert [line.split()[-2] for line in lines] == [
        "editor@demo.example",
        "publisher@demo.example",
        "webinar-organiser@demo.example",
        "administrator@demo.example",
    ]
    assert all(User.objects.get(email=line.split()[-2]).check_password(line.split()[-1]) for line in lines)
