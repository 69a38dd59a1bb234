from django.apps import AppConfig


class WebinarsConfig(AppConfig):
    name = "webinars"
    verbose_name = "Webinars"
    jobs = {
        "sweep-bookings": ("webinars.bookings.sweep", 1),
        "forget-people": ("webinars.retention.forget_what_is_due", 24 * 60),
    }

    def ready(self):
        from profiles.profile_page import next_webinars  # models must be loaded first
        from webinars import upcoming

        next_webinars.register(upcoming.about)
