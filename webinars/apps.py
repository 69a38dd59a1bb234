from django.apps import AppConfig


class WebinarsConfig(AppConfig):
    name = "webinars"
    verbose_name = "Webinars"
    jobs = {
        "webinars.bookings.sweep": 1,
        "webinars.retention.forget_what_is_due": 24 * 60,
    }
