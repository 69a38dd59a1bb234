"""What monitoring asks: whether the process is alive and can serve; and whom to tell of a vulnerability."""

from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from careersguide import site_cache

SECURITY_TXT_DAYS = 180

# Once true, it stays true for the life of this process, whose own migrations do not change.
_all_migrations_applied = False


@never_cache
@require_safe
def healthz(request):
    """Answer that this process runs. It asks no database: an outage there is no reason for a restart."""
    return plain("ok")


@never_cache
@require_safe
def readyz(request):
    """Answer "ready", or 503 with the reason why this process cannot serve yet."""
    words = why_not_ready()
    return plain(words or "ready", status=503 if words else 200)


def why_not_ready() -> str:
    """What this process still waits for, in words; "" when it can serve requests.

    It reads the careers into memory, so that no request has to wait for them.
    """
    from profiles.catalogue import catalogue  # not needed before the first question
    from profiles.matching import related_careers_cache, statement_evidence
    from profiles.search import live as search

    try:
        if not all_migrations_applied():
            return "the database waits for manage.py migrate"
        now = timezone.now()
        catalogue.current(now)
        search.make_first(now)
        related_careers_cache.make_first(now)
        statement_evidence.evidence_in(search.current(now), now)
    except Error:
        return "the database does not answer"
    return ""


def read_careers() -> None:
    """Read the careers into memory where the database can be read; a probe of ``readyz`` tries again."""
    why_not_ready()


def all_migrations_applied() -> bool:
    """Whether the tables are as this code expects. Raises ``Error`` when the database does not answer."""
    global _all_migrations_applied
    if _all_migrations_applied:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    else:
        executor = MigrationExecutor(connection)
        _all_migrations_applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _all_migrations_applied


@require_safe
def security_txt(request):
    """The file of RFC 9116, with the contact of the site settings; 404 without one."""
    now = timezone.now()
    contact = site_cache.current(now).settings.contact_email
    if not contact:
        raise Http404
    expires = (now + timedelta(days=SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
    return plain(
        f"Contact: mailto:{quote(contact, safe='@+')}\n"
        f"Expires: {expires}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt"
    )


def plain(text: str, status: int = 200) -> HttpResponse:
    """``text`` as a line of plain text."""
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
