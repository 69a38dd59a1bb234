from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CareersguideConfig(AppConfig):
    name = "careersguide"
    verbose_name = "Site"
    jobs = {
        "write-due-mail": ("careersguide.mail_worker.write_due_mail", 1),
        "clear-expired-sessions": ("careersguide.jobs.clear_expired_sessions", 24 * 60),
        "forget-failed-logins": ("careersguide.jobs.forget_failed_logins", 24 * 60),
        "prune-finished-tasks": ("careersguide.jobs.prune_finished_tasks", 24 * 60),
    }

    def ready(self):
        from careersguide import checks  # noqa: F401, importing it registers them
        from careersguide.roles import make_roles

        post_migrate.connect(make_roles, sender=self, dispatch_uid="careersguide-roles")
