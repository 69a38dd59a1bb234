"""People at the admin: roles are handed out and taken by those who hold as much, never more."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from careersguide.models import User
from careersguide.roles import ADMINISTRATOR, EDITOR, ORGANISER, PERMISSIONS, PUBLISHER
from tests.staff import client_of, errors_of, person_with, queries_of, sent_back

pytestmark = pytest.mark.django_db

ADD = reverse("admin:careersguide_user_add")
LIST = reverse("admin:careersguide_user_changelist")


def url(act, person):
    return reverse(f"admin:careersguide_user_{act}", args=[person.pk])


def password(person):
    return reverse("admin:auth_user_password_change", args=[person.pk])


def roles_of(person):
    return list(person.groups.values_list("name", flat=True).order_by("pk"))


def keys(*roles):
    return [Group.objects.get(name=role).pk for role in roles]


def offered(response):
    return [label for _, label in response.context["adminform"].form.fields["groups"].choices]


NEW = {
    "email": "Jo@School.Example",
    "name": "Jo",
    "password1": "forty-two oak doors",
    "password2": "forty-two oak doors",
    "is_staff": "on",
}


@pytest.fixture
def administrator():
    return client_of(ADMINISTRATOR)


def holds_users_and(role):
    """Somebody of ``role`` who may look after people besides."""
    client = client_of(role, email="odd@school.example")
    person = User.objects.get(email="odd@school.example")
    person.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    return client


def test_person_added_by_an_administrator_can_sign_in_with_the_roles_given(administrator, client):
    response = administrator.post(ADD, NEW | {"groups": keys(EDITOR, ORGANISER)})

    assert response.status_code == 302, errors_of(response)
    person = User.objects.get(email="jo@school.example")
    assert roles_of(person) == [EDITOR, ORGANISER]
    assert (person.name, person.is_superuser) == ("Jo", False)
    signed_in = client.post(
        reverse("admin:login"), {"username": "JO@school.example", "password": NEW["password1"]}
    )
    assert signed_in.status_code == 302


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"email": "JO@school.example "}, "There is already a person with this e-mail address."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"password2": "another"}, "The two password fields didn’t match."),
        ({"password1": "12345", "password2": "12345"}, "This password is too short."),
        ({"groups": ["9" * 40]}, "Select a valid choice. 0 is not one of the available choices."),
    ],
)
def test_person_typed_wrong_is_refused_in_words(administrator, typed, error):
    person_with(email="jo@school.example")

    errors = errors_of(administrator.post(ADD, NEW | {"email": "new@school.example"} | typed))

    assert error in errors[0]


def test_person_is_never_made_a_superuser_by_an_administrator(administrator):
    person = person_with(EDITOR)
    form = sent_back(administrator.get(url("change", person)))

    administrator.post(url("change", person), form | {"is_superuser": "on", "user_permissions": ["1"]})
    administrator.post(ADD, NEW | {"is_superuser": "on"})

    assert list(User.objects.filter(is_superuser=True)) == []
    assert not person.user_permissions.exists()
    assert User.objects.filter(email="jo@school.example").exists()


def test_person_who_is_a_superuser_is_out_of_an_administrators_reach(administrator):
    superuser = person_with(is_superuser=True)
    editor = person_with(EDITOR)
    form = sent_back(administrator.get(url("change", editor)))
    words = "a long new password"
    new_password = {"password1": words, "password2": words, "usable_password": "true"}

    for person, status in ((superuser, 403), (editor, 302)):
        assert administrator.post(url("change", person), form).status_code == status
        assert administrator.post(password(person), new_password).status_code == status
        assert administrator.post(url("delete", person), {"post": "yes"}).status_code == status
    administrator.post(LIST, {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"})
    superuser.refresh_from_db()
    assert not superuser.check_password(words)


def test_person_is_made_a_superuser_by_a_superuser():
    person = person_with(EDITOR)
    superuser = client_of(is_superuser=True)

    superuser.post(
        url("change", person), sent_back(superuser.get(url("change", person))) | {"is_superuser": "on"}
    )

    person.refresh_from_db()
    assert person.is_superuser


@pytest.mark.parametrize(
    ("role", "roles"),
    [
        (EDITOR, [EDITOR]),
        (PUBLISHER, [EDITOR, PUBLISHER]),
        (ORGANISER, [ORGANISER]),
        (ADMINISTRATOR, list(PERMISSIONS)),
    ],
)
def test_roles_offered_are_those_that_hold_no_more(role, roles):
    client = holds_users_and(role)
    person = person_with(roles[0])

    assert offered(client.get(url("change", person))) == roles
    refused = client.post(url("change", person), {"email": person.email, "groups": keys(*PERMISSIONS)})
    assert (refused.status_code == 302) is (role == ADMINISTRATOR)
    assert roles_of(person) == (list(PERMISSIONS) if role == ADMINISTRATOR else [roles[0]])


@pytest.mark.parametrize("is_active", [True, False])
def test_person_who_holds_more_is_out_of_reach(is_active):
    """Also while their login rests: it may be woken again."""
    client = holds_users_and(EDITOR)
    publisher = person_with(PUBLISHER, is_active=is_active)
    editor = person_with(EDITOR, is_active=is_active)
    form = {"groups": [], "is_active": "on"}

    assert client.post(url("change", publisher), form | {"email": publisher.email}).status_code == 403
    assert client.post(url("change", editor), form | {"email": editor.email}).status_code == 302
    assert roles_of(publisher) == [PUBLISHER]
    assert roles_of(editor) == []


@pytest.mark.parametrize("role", [EDITOR, PUBLISHER, ORGANISER])
def test_people_are_not_shown_to_other_roles(role):
    client = client_of(role)

    assert [client.get(address).status_code for address in (LIST, ADD)] == [403, 403]
    assert client.post(ADD, NEW).status_code == 403
    assert not User.objects.filter(email="jo@school.example").exists()


def test_roles_themselves_are_edited_by_nobody():
    assert client_of(is_superuser=True).get("/admin/auth/group/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_people_list_query_count_is_flat(administrator, rows):
    for _ in range(rows):
        person_with(EDITOR, ORGANISER)

    # Session, person, two of permissions, roles to filter by, two counts, people, their roles, and for
    # the menu at the side whether there are site settings.
    assert len(queries_of(administrator, LIST)) == 10
    assert len(administrator.get(LIST).context["cl"].result_list) == rows + 1
