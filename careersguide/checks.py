"""What ``manage.py check --deploy`` says besides Django's own checks."""

from django.conf import settings
from django.core.checks import Tags, Warning, register

NO_MAIL = Warning(
    "EMAIL_URL is empty, so every mail waits in the database.",
    hint="Set it to the mail server, such as smtp+tls://name:password@mail.example.org:587.",
    id="careersguide.W001",
)


@register(Tags.compatibility, deploy=True)
def check_mail_is_sent(app_configs, **kwargs):
    return [] if settings.SENDS_MAIL else [NO_MAIL]
