"""The admin page that takes a file of the register: first what it would do, then doing it.

Between the two presses the page itself holds the schools that would change, signed, so that the
confirmation needs no file and nothing stored on the server.
"""

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from webinars import school_register_import
from webinars.admin.wording import counted
from webinars.errors import RegisterError

MOST_BYTES = 100 * 1024 * 1024  # the whole register is about 60 MB
MOST_KEPT = 4 * 1024 * 1024  # characters, within what a form may hold
SALT = "webinars.admin.register"
SECONDS_TO_CONFIRM = 60 * 60


class RegisterForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="“All establishment data” of Get Information about Schools, or any part with the columns "
        "URN and EstablishmentName; Town and Postcode are used, too.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(f"A file has at most {MOST_BYTES // 1024**2} MB.")
        return upload


class RegisterPages(admin.ModelAdmin):
    """Schools, with the page that imports them."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.import_page)
        return [path("import/", page, name="webinars_school_import"), *super().get_urls()]

    def import_page(self, request):
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        if request.method == "POST" and "kept" in request.POST:
            return self._import(request)
        form = RegisterForm(request.POST or None, request.FILES or None)
        found, kept = self._look(form) if request.method == "POST" and form.is_valid() else (None, "")
        return TemplateResponse(
            request,
            "admin/webinars/school/import.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": "Import schools",
                "form": form,
                "found": found,
                "kept": kept,
            },
        )

    def _look(self, form: RegisterForm) -> tuple[school_register_import.Summary | None, str]:
        """What the file would do, and the schools to store, signed; nothing where the form says why not."""
        file, today = form.cleaned_data["file"].file, timezone.localdate()
        try:
            found, wanted = school_register_import.differences(file, today=today)
        except RegisterError as error:
            form.add_error("file", str(error))
            return None, ""
        kept = signing.dumps(wanted, salt=SALT, compress=True) if wanted else ""
        if len(kept) > MOST_KEPT:
            form.add_error("file", "These are too many schools for this page: use manage.py import_schools.")
            return None, ""
        return found, kept

    def _import(self, request):
        try:
            kept = signing.loads(request.POST["kept"], salt=SALT, max_age=SECONDS_TO_CONFIRM)
        except (signing.BadSignature, ValueError):
            self.message_user(request, "That was too long ago. Choose the file again.", messages.ERROR)
            return redirect("admin:webinars_school_import")
        done = school_register_import.save(school_register_import.Entry(*entry) for entry in kept)
        words = f"{counted(done.created, 'school')} created, {done.updated:,} updated."
        self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:webinars_school_changelist")
