"""Mail on a developer's machine: kept in a folder instead of sent, and read in the browser at /mail/.

The pages exist only while DEBUG is on.
"""

import email
import email.policy
import secrets
from collections.abc import Callable
from email.message import EmailMessage
from functools import wraps
from pathlib import Path

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SHOWN = 200  # the newest
# A mail runs and loads nothing.
LETTER_POLICY = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "script-src": [NONE], "sandbox": True}


class FolderBackend(BaseEmailBackend):
    """Puts each message into a file of its own, which any mail program opens, too."""

    def send_messages(self, email_messages):
        folder = mail_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # By time, so that the names sort as the mail came.
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}.eml"
            unfinished = folder / f".{name}"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / name)
        return len(email_messages)


def mail_folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH or settings.BASE_DIR / "mail")


def with_debug_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """``view``, which does not exist unless DEBUG is on; nothing keeps its pages."""

    @never_cache
    @require_safe
    @wraps(view)
    def wrapper(request, **kwargs):
        if not settings.DEBUG:
            raise Http404
        response = view(request, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapper


@with_debug_only
def mail_list(request):
    names = sorted((path.name for path in mail_folder().glob("[0-9]*.eml")), reverse=True)[:SHOWN]
    mails = [{"name": name, "message": read(name)} for name in names]
    return render(request, "careersguide/mail_list.html", {"mails": mails, "folder": mail_folder()})


@with_debug_only
def mail_detail(request, name):
    message = read(name)
    text = message.get_body(["plain"])
    return render(
        request,
        "careersguide/mail_detail.html",
        {
            "name": name,
            "message": message,
            "headers": list(message.items()),
            "text": text.get_content() if text else "",
            "attachments": [
                (part.get_filename(), str(part.get_payload(decode=True), "utf-8", "replace"))
                for part in message.iter_attachments()
            ],
        },
    )


@with_debug_only
@csp_replace(LETTER_POLICY)  # type: ignore[arg-type]  # it takes any view, but declares those without arguments
def mail_letter(request, name):
    """The HTML of the mail alone, as a mail program would show it: nothing in it may run or load."""
    page = read(name).get_body(["html"])
    if page is None:
        raise Http404
    return HttpResponse(page.get_content())


def read(name: str) -> EmailMessage:
    """The message in the file ``name`` of the folder. Raises ``Http404`` where there is none."""
    path = mail_folder() / name
    # The name comes from an address: nothing outside the folder may be named.
    if name not in {found.name for found in mail_folder().glob("[0-9]*.eml")}:
        raise Http404
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
