"""Mail at the admin: what waits, what failed and why, and sending it again."""

import pytest
import time_machine
from django.contrib.auth.models import Permission

from careersguide.roles import ORGANISER
from tests.conftest import NOON
from tests.factories import LONG_AGO, MailFactory, WebinarFactory
from tests.staff import client_of, person_with, queries_of
from tests.webinars.admin.pages import address, messages_of
from webinars.models import Mail

pytestmark = pytest.mark.django_db

LIST = address(Mail, "changelist")
FAILED = {"failed_at": LONG_AGO, "tries": 5, "trouble": "550 no such mailbox"}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def organiser():
    return client_of(ORGANISER)


def send_again(client, *mails):
    chosen = [mail.pk for mail in mails]
    return client.post(LIST, {"action": "send_again", "_selected_action": chosen}, follow=True)


def test_failed_mail_is_sent_again_and_other_mail_stays(organiser):
    failed = MailFactory(**FAILED)
    sent, waits = MailFactory(sent_at=LONG_AGO), MailFactory()
    others = list(Mail.objects.exclude(pk=failed.pk).values())

    response = send_again(organiser, failed, sent, waits)

    failed.refresh_from_db()
    assert (failed.failed_at, failed.tries, failed.trouble, failed.due_at) == (None, 0, "", NOON)
    assert list(Mail.objects.exclude(pk=failed.pk).values()) == others
    assert messages_of(response) == ["1 mail will be sent again, within a minute or two."]
    assert messages_of(send_again(organiser, failed)) == ["None of these has failed. Nothing was changed."]


def test_mail_is_sent_again_only_with_the_permission(client):
    looker = person_with()
    looker.user_permissions.set(Permission.objects.filter(codename="view_mail"))
    client.force_login(looker, "django.contrib.auth.backends.ModelBackend")
    failed = MailFactory(**FAILED)

    send_again(client, failed)

    assert Mail.objects.get().failed_at == LONG_AGO


@pytest.mark.parametrize(
    ("state", "found"),
    [("waiting", "waits"), ("failed", "failed"), ("sent", "sent"), ("dropped", "dropped")],
)
def test_mail_list_is_narrowed_by_state(organiser, state, found):
    mails = {
        "waits": MailFactory(),
        "failed": MailFactory(**FAILED),
        "sent": MailFactory(sent_at=LONG_AGO),
        "dropped": MailFactory(dropped_at=LONG_AGO),
    }

    rows = organiser.get(f"{LIST}?state={state}").context["cl"].result_list

    assert list(rows) == [mails[found]]


def test_mail_list_shows_the_trouble_and_no_address_or_key(organiser):
    mail = MailFactory(webinar=WebinarFactory(title="Meet a nurse"), **FAILED)

    page = organiser.get(LIST).content.decode()

    assert "550 no such mailbox" in page
    assert "Meet a nurse" in page
    assert mail.adviser.name in page
    assert mail.adviser.email not in page
    assert mail.key not in page


def test_mail_is_neither_added_edited_nor_deleted(organiser):
    mail = MailFactory()

    assert organiser.get(address(Mail, "add")).status_code == 403
    assert organiser.post(address(Mail, "change", mail.pk), {"kind": "prove"}).status_code == 403
    assert organiser.post(address(Mail, "delete", mail.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_mail_list_query_count_is_flat(organiser, rows):
    for _ in range(rows):
        MailFactory(webinar=WebinarFactory())

    # Session, person, two of permissions, two counts, the rows.
    assert len(queries_of(organiser, LIST)) == 7
