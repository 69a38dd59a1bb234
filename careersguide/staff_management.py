"""Who may look after whom: nobody hands out, or reaches, more than they hold themselves."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from careersguide.models import User


def _held_by(person: User) -> QuerySet[Permission]:
    # Asked of the rows: Django's own answer is "none" for somebody who is not active just now.
    return Permission.objects.filter(Q(group__user=person) | Q(user=person))


def roles_to_hand_out(giver: User) -> QuerySet[Group]:
    """The roles with no permission that ``giver`` lacks."""
    roles = Group.objects.order_by("pk")
    if giver.is_superuser:
        return roles
    return roles.exclude(permissions__in=Permission.objects.exclude(pk__in=_held_by(giver)))


def may_manage(manager: User, person: User) -> bool:
    """Whether ``manager`` holds all that ``person`` does, and so may change them or their password."""
    if manager.is_superuser:
        return True
    return not person.is_superuser and not _held_by(person).exclude(pk__in=_held_by(manager)).exists()
