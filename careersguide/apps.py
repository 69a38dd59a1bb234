from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CareersguideConfig(AppConfig):
    name = "careersguide"
    verbose_name = "Site"
    jobs = {
        "careersguide.post.write_due_mail": 1,
        "careersguide.work.clear_expired_sessions": 24 * 60,
        "careersguide.work.forget_failed_logins": 24 * 60,
        "careersguide.work.prune_finished_tasks": 24 * 60,
    }

    def ready(self):
        from careersguide import checks  # noqa: F401, importing it registers them
        from careersguide.roles import make_roles

        post_migrate.connect(make_roles, sender=self, dispatch_uid="careersguide-roles")
