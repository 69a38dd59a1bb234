"""The four roles: made by the application, each with exactly its permissions."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from careersguide.roles import (
    ADMINISTRATOR,
    EDITOR,
    ORGANISER,
    OUR_APPS,
    PERMISSIONS,
    PUBLISHER,
    make_roles,
)

pytestmark = pytest.mark.django_db


def permissions_of(role):
    rows = Permission.objects.filter(group__name=role)
    return {f"{app}.{codename}" for app, codename in rows.values_list("content_type__app_label", "codename")}


@pytest.mark.parametrize("role", PERMISSIONS)
def test_role_after_migrate_has_exactly_its_permissions(role):
    assert permissions_of(role) == PERMISSIONS[role]


def test_roles_made_again_lose_what_does_not_belong_and_regain_what_does():
    editor = Group.objects.get(name=EDITOR)
    editor.permissions.add(Permission.objects.get(codename="publish_career"))
    editor.permissions.remove(Permission.objects.get(codename="change_career"))

    make_roles()

    assert permissions_of(EDITOR) == PERMISSIONS[EDITOR]
    assert Group.objects.count() == len(PERMISSIONS)


def test_roles_are_put_right_by_migrate():
    Group.objects.get(name=PUBLISHER).delete()

    call_command("migrate", verbosity=0)

    assert permissions_of(PUBLISHER) == PERMISSIONS[PUBLISHER]


@pytest.mark.parametrize(
    ("role", "permission", "has_it"),
    [
        (EDITOR, "profiles.add_career", True),
        (EDITOR, "profiles.preview_career", True),
        (EDITOR, "profiles.delete_route", True),
        (EDITOR, "careersguide.add_banner", True),
        (EDITOR, "profiles.publish_career", False),
        (EDITOR, "profiles.delete_career", False),
        (EDITOR, "careersguide.change_sitesettings", False),
        (EDITOR, "careersguide.view_user", False),
        (PUBLISHER, "profiles.publish_career", True),
        (PUBLISHER, "profiles.delete_career", True),
        (PUBLISHER, "careersguide.change_sitesettings", False),
        (PUBLISHER, "careersguide.view_user", False),
        (ORGANISER, "profiles.view_career", True),
        (ORGANISER, "profiles.change_career", False),
        (ORGANISER, "profiles.preview_career", False),
        (ORGANISER, "webinars.add_webinar", True),
        (ORGANISER, "webinars.publish_webinar", True),
        (ORGANISER, "webinars.delete_webinar", True),
        (ORGANISER, "webinars.change_school", True),
        (ORGANISER, "webinars.delete_school", False),
        (ORGANISER, "webinars.change_booking", True),
        (ORGANISER, "webinars.add_booking", False),
        (ORGANISER, "webinars.delete_booking", False),
        (ORGANISER, "webinars.see_access_needs", True),
        (ORGANISER, "webinars.see_labels", False),
        (ORGANISER, "webinars.view_pupil", False),
        (ORGANISER, "webinars.resend_mail", True),
        (ORGANISER, "webinars.change_adviser", False),
        (EDITOR, "webinars.view_webinar", False),
        (PUBLISHER, "webinars.view_booking", False),
        (ADMINISTRATOR, "webinars.publish_webinar", True),
        (ADMINISTRATOR, "webinars.see_access_needs", True),
        (ADMINISTRATOR, "webinars.see_labels", False),
        (ADMINISTRATOR, "careersguide.change_sitesettings", True),
        (ADMINISTRATOR, "careersguide.add_schoolholiday", True),
        (ADMINISTRATOR, "careersguide.add_user", True),
        (ADMINISTRATOR, "profiles.publish_career", True),
    ],
)
def test_role_may_do_its_work_and_no_more(role, permission, has_it):
    assert (permission in permissions_of(role)) is has_it


# Models that no role sees or changes, and why.
UNTOUCHED = {
    "careersguide.job": "the background work's own notes",
    "core.allowance": "counts by which asking is limited, kept for two days",
    "core.contentchange": "the content version, which every write raises by itself",
    "profiles.careerslug": "former addresses, written when an editor changes one",
    "profiles.importrecord": "what imports remember of the careers they brought",
    "webinars.pupil": "pupils of a webinar, whom no page of the staff shows",
    "webinars.bookingrequest": "the request that bookings belong to, shown with them",
}


def test_every_model_is_some_role_s_or_is_left_alone_for_a_reason():
    named = {permission.partition(".") for permissions in PERMISSIONS.values() for permission in permissions}
    touched = {f"{app}.{codename.partition('_')[2]}" for app, _, codename in named}
    models = {model._meta.label_lower for app in OUR_APPS for model in apps.get_app_config(app).get_models()}

    assert models - touched == UNTOUCHED.keys()
    assert all(UNTOUCHED.values())


def test_administrator_holds_all_that_other_roles_hold():
    assert set().union(*PERMISSIONS.values()) == PERMISSIONS[ADMINISTRATOR]
