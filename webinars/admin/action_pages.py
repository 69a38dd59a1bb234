"""What staff do to one row apart from editing it: each action has a page that says what it will do.

The page changes nothing; its button does. Actions call ``webinars.bookings`` and the like, which
hold the rules; their refusals are shown in words.
"""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from webinars.errors import BookingError


class Act:
    """One act. ``name`` ends its address, ``words`` stand on the button."""

    name = ""
    words = ""
    permission = ""
    form = forms.Form
    looks_first = False  # whether the first press only shows what the second will do
    is_grave = False

    def is_offered(self, row, now) -> bool:
        """Whether the button is on the row's page."""
        return True

    def is_done(self, row) -> bool:
        """Whether somebody, or the first of two presses, has done it already."""
        return False

    def make_form(self, row, typed=None):
        return self.form(typed)

    def effects(self, row, typed: dict, now) -> list[str]:
        """Sentences that say what pressing the button will do."""
        return []

    def do(self, row, typed: dict, *, now, staff):
        """Do it; return the row whose page is shown next, and a sentence that says what was done."""
        raise NotImplementedError


class ActsAdmin(admin.ModelAdmin):
    """An admin whose rows have acts, as buttons above the form."""

    acts: tuple[Act, ...] = ()

    def get_urls(self):
        names = f"{self.opts.app_label}_{self.opts.model_name}"
        pages = [
            path(
                f"<path:object_id>/{act.name}/",
                self.admin_site.admin_view(partial(self.act_view, act=act)),
                name=f"{names}_{act.name}",
            )
            for act in self.acts
        ]
        return [*pages, *super().get_urls()]

    def act_view(self, request, object_id, act):
        row, now = self.get_object(request, unquote(object_id)), timezone.now()
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        if act.is_done(row):
            self.message_user(request, "That was done already.", messages.INFO)
            return redirect(self.page_of(row))
        form = act.make_form(row, request.POST if request.method == "POST" else None)
        is_pressed = request.method == "POST" and form.is_valid()
        typed = form.cleaned_data if is_pressed else {}
        if is_pressed and not self._only_looks(request, act, typed):
            try:
                shown, words = act.do(row, typed, now=now, staff=request.user)
            except BookingError as error:
                form.add_error(None, str(error))
            else:
                self.log_change(request, shown, f"{act.words}.")
                self.message_user(request, words, messages.SUCCESS)
                return redirect(self.page_of(shown))
        return self._act_page(request, act, row, form, typed, now)

    def _only_looks(self, request, act, typed) -> bool:
        return act.looks_first and request.POST.get("seen") != _seen(typed)

    def _act_page(self, request, act, row, form, typed, now):
        return TemplateResponse(
            request,
            "admin/webinars/act.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": f"{act.words}: {self.name_of(row)}",
                "act": act,
                "original": row,
                "form": form,
                "effects": act.effects(row, typed, now),
                "seen": _seen(typed),
                "is_last_press": not act.looks_first or bool(typed),
                "back": self.page_of(row),
                "media": self.media + form.media,
            },
        )

    def name_of(self, row) -> str:
        """The row as a heading calls it."""
        return str(row)

    def page_of(self, row) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            names = f"admin:{self.opts.app_label}_{self.opts.model_name}"
            context["acts"] = [
                (act, reverse(f"{names}_{act.name}", args=[obj.pk]))
                for act in self.acts
                if request.user.has_perm(act.permission) and act.is_offered(obj, timezone.now())
            ]
        return super().render_change_form(request, context, add, change, form_url, obj)


def _seen(typed: dict) -> str:
    """What was typed, as one line: what the second press brings back."""
    return " · ".join(f"{name}: {typed[name]}" for name in sorted(typed))
