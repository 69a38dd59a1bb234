from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"
    verbose_name = "Careers"
    jobs = {
        "record-career-of-the-month": ("profiles.career_of_the_month.record_due_months", 1),
        "forget-missed-searches": ("profiles.search.missed_search_counts.forget", 60),
    }
