"""Which roles and people a member of staff may manage: never more than their own permissions."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from careersguide.models import User


def _permissions_of(person: User) -> QuerySet[Permission]:
    """The permissions of ``person`` and of their roles, whether they are active or not."""
    # Django's own get_all_permissions is empty for a person who is not active.
    return Permission.objects.filter(Q(group__user=person) | Q(user=person))


def roles_to_hand_out(giver: User) -> QuerySet[Group]:
    """The roles with no permission that ``giver`` lacks."""
    roles = Group.objects.order_by("pk")
    if giver.is_superuser:
        return roles
    return roles.exclude(permissions__in=Permission.objects.exclude(pk__in=_permissions_of(giver)))


def may_manage(manager: User, person: User) -> bool:
    """Whether ``manager`` has every permission of ``person``, and so may change them or their password."""
    if manager.is_superuser:
        return True
    lacking = _permissions_of(person).exclude(pk__in=_permissions_of(manager))
    return not person.is_superuser and not lacking.exists()
