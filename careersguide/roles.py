"""The four roles of people who work on the site, each a group with exactly its permissions.

The application makes the groups after every ``migrate``; they are not edited. One person may
hold several. A person's roles are given in the admin by somebody who holds at least as much.
"""

from django.apps import apps as live_apps
from django.contrib.auth.management import create_permissions

OUR_APPS = ("core", "profiles", "webinars", "careersguide")

EDITOR = "Editor"
PUBLISHER = "Publisher"
ORGANISER = "Webinar organiser"
ADMINISTRATOR = "Administrator"

PARTS = (
    "careertitle",
    "careerinterest",
    "careerskill",
    "route",
    "requirement",
    "careercondition",
    "relatedcareer",
    "refusedrelation",
    "externalcode",
)
VOCABULARY = ("sector", "subject", "skill", "condition", "qualification", "source", "licence")


def _may(acts: str, app: str, *models: str) -> set[str]:
    return {f"{app}.{act}_{model}" for act in acts.split() for model in models}


_SEES_CAREERS = _may("view", "profiles", "career", *PARTS, *VOCABULARY)
_EDITS = (
    _SEES_CAREERS
    | {"profiles.preview_career"}
    | _may("add change", "profiles", "career", *VOCABULARY)
    | _may("add change delete", "profiles", *PARTS)
    | _may("view add change delete", "profiles", "featuredmonth")
    | _may("view change", "profiles", "missedsearch")
    | _may("view add change", "careersguide", "banner", "page")
)
_PUBLISHES = (
    _EDITS
    | {"profiles.publish_career"}
    | _may("delete", "profiles", "career", *VOCABULARY)
    | _may("delete", "careersguide", "banner", "page")
)
_ORGANISES = (
    _SEES_CAREERS
    | _may("view add change", "webinars", "webinar", "series", "school")
    | _may("delete", "webinars", "webinar")  # drafts only: the admin sees to that
    | _may("view", "webinars", "adviser", "booking", "step", "mail")
    # What changes a booking is cancelling it, or other places: the rest of one is never edited.
    | {"webinars.change_booking", "webinars.see_access_needs"}
    | {"webinars.publish_webinar", "webinars.resend_mail"}
)
_ADMINISTERS = (
    _PUBLISHES
    | _ORGANISES
    | _may("delete", "webinars", "series", "school")
    | _may("view add change", "careersguide", "sitesettings")
    | _may("view add change delete", "careersguide", "schoolholiday", "user")
)

PERMISSIONS: dict[str, set[str]] = {
    EDITOR: _EDITS,
    PUBLISHER: _PUBLISHES,
    ORGANISER: _ORGANISES,
    ADMINISTRATOR: _ADMINISTERS,
}


def make_roles(*, using: str = "default", apps=live_apps, **kwargs) -> None:
    """Make the four groups, or put them right: a receiver of ``post_migrate``."""
    try:
        Group = apps.get_model("auth", "Group")
        Permission = apps.get_model("auth", "Permission")
    except LookupError:  # a migration back to before there were groups
        return
    for label in OUR_APPS:
        # Our apps come before Django's own handler has made their permissions.
        create_permissions(live_apps.get_app_config(label), verbosity=0, using=using, apps=apps)
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.using(using)
        .filter(content_type__app_label__in=OUR_APPS)
        .values_list("pk", "content_type__app_label", "codename")
    }
    for name, permissions in PERMISSIONS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        # Half-way through the migrations some models, and their permissions, are still to come.
        group.permissions.set([known[permission] for permission in permissions & known.keys()])
