from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = "Careers"
    jobs = {
        "profiles.months.record_due_months": 1,
        "profiles.search.missed.forget": 60,
    }

    def ready(self):
        from profiles import content  # models must be loaded first

        content.watch()
