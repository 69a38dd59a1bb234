from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Ground"
    jobs = {"forget-allowances": ("core.throttle.forget", 60)}

    def ready(self) -> None:
        from core import content_version  # models must be loaded first

        content_version.watch()
