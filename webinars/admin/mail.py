from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone

from core.admin import EditorsAdmin
from webinars.admin.wording import counted, moment
from webinars.mail import sending
from webinars.models import Mail

STATES = {
    "waiting": ("Waiting to be sent", {"sent_at": None, "dropped_at": None, "failed_at": None}),
    "failed": ("Failed", {"failed_at__isnull": False}),
    "sent": ("Sent", {"sent_at__isnull": False}),
    "dropped": ("Dropped", {"dropped_at__isnull": False}),
}


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [(value, words) for value, (words, _) in STATES.items()]

    def queryset(self, request, queryset):
        return queryset.filter(**STATES[self.value()][1]) if self.value() in STATES else queryset


@admin.register(Mail)
class MailAdmin(EditorsAdmin):
    """What is sent, and what could not be. The text is never stored, so none is shown."""

    list_display = ["kind", "adviser", "webinar", "state", "tries", "trouble", "written_at"]
    list_display_links = None
    list_filter = [StateFilter, "kind"]
    list_select_related = ["adviser", "webinar"]
    search_fields = ["adviser__name", "adviser__email", "webinar__title"]
    search_help_text = "Adviser’s name or e-mail address, or a webinar"
    fields = ["kind", "adviser", "webinar", "written_at", "state", "tries", "trouble"]
    readonly_fields = ["state"]
    actions = ["send_again"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_resend_permission(self, request):
        return request.user.has_perm("webinars.resend_mail")

    @admin.display(description="state")
    def state(self, mail):
        if mail.sent_at:
            return f"Sent {moment(mail.sent_at)}"
        if mail.failed_at:
            return "Failed"
        if mail.dropped_at:
            return "Dropped"
        return f"Waits until {moment(mail.due_at)}"

    @admin.action(description="Send again", permissions=["resend"])
    def send_again(self, request, queryset):
        failed = list(queryset.filter(failed_at__isnull=False))
        count = sending.send_again(queryset, now=timezone.now())
        if not count:
            self.message_user(request, "None of these has failed. Nothing was changed.", messages.WARNING)
            return
        LogEntry.objects.log_actions(request.user.pk, failed, CHANGE, change_message="Send again.")
        words = f"{counted(count, 'mail')} will be sent again, within a minute or two."
        self.message_user(request, words, messages.SUCCESS)
