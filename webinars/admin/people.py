from django.contrib import admin

from core.admin import EditorsAdmin
from webinars.admin.forms import SchoolForm
from webinars.admin.school_import import RegisterPages
from webinars.models import Adviser, School


@admin.register(School)
class SchoolAdmin(RegisterPages, EditorsAdmin):
    form = SchoolForm
    fields = ["name", "urn", "town", "postcode"]
    list_display = ["name", "town", "postcode", "urn"]
    list_filter = [("urn", admin.EmptyFieldListFilter)]
    search_fields = ["name", "town", "postcode", "urn"]
    search_help_text = "Name, town, postcode or URN"
    show_full_result_count = False  # of fifty thousand


@admin.register(Adviser)
class AdviserAdmin(EditorsAdmin):
    """Advisers look after themselves; staff only look them up."""

    list_display = ["name", "school", "is_proved"]
    list_select_related = ["school"]
    search_fields = ["name", "email", "school__name"]
    search_help_text = "Name, e-mail address or school"
    fields = ["name", "email", "school", "proved_at"]
    readonly_fields = ["proved_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="e-mail confirmed", boolean=True, ordering="proved_at")
    def is_proved(self, adviser):
        return adviser.proved_at is not None
