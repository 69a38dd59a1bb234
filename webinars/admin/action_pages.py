"""What staff do to one row apart from editing it: each action has a page that says what it will do.

The page changes nothing; its button does. Actions call ``webinars.bookings`` and the like, which
hold the rules; their refusals are shown in words.
"""

from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from webinars.errors import BookingError


class RowAction:
    """One action on one row. ``name`` ends its address, ``words`` are on its button."""

    name = ""
    words = ""
    permission = ""
    form: type[forms.Form] = forms.Form
    shows_effects_first = False  # whether the first press only shows what the second will do
    is_grave = False

    def is_offered(self, row, now) -> bool:
        """Whether the button is on the row's page."""
        return True

    def is_done(self, row) -> bool:
        """Whether it was done already, by another person or by the first of two presses."""
        return False

    def make_form(self, row, typed=None) -> forms.Form:
        return self.form(typed)

    def effects(self, row, typed: dict, now) -> list[str]:
        """Sentences that say what pressing the button will do."""
        return []

    def perform(self, row, typed: dict, *, now, staff) -> tuple[Any, str]:
        """Do it; return the row whose page is shown next, and a sentence that says what was done."""
        raise NotImplementedError


class RowActionsAdmin(admin.ModelAdmin):
    """An admin whose rows have actions, as buttons above the form."""

    row_actions: ClassVar[tuple[RowAction, ...]] = ()

    def get_urls(self):
        pages = [
            path(
                f"<path:object_id>/{action.name}/",
                self.admin_site.admin_view(partial(self.row_action_view, action=action)),
                name=f"{self._url_names}_{action.name}",
            )
            for action in self.row_actions
        ]
        return [*pages, *super().get_urls()]

    @property
    def _url_names(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def row_action_view(self, request: HttpRequest, object_id: str, action: RowAction) -> HttpResponse:
        row, now = self.get_object(request, unquote(object_id)), timezone.now()
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        if not request.user.has_perm(action.permission):
            raise PermissionDenied
        if action.is_done(row):
            self.message_user(request, "That was done already.", messages.INFO)
            return redirect(self.page_of(row))
        form = action.make_form(row, request.POST if request.method == "POST" else None)
        typed = form.cleaned_data if form.is_valid() else {}
        only_shows = action.shows_effects_first and request.POST.get("seen") != _seen(typed)
        if form.is_valid() and not only_shows:
            try:
                shown, words = action.perform(row, typed, now=now, staff=request.user)
            except BookingError as error:
                form.add_error(None, str(error))
            else:
                return self._done(request, action, shown, words)
        return self._action_page(request, action, row, form, typed, now)

    def _done(self, request: HttpRequest, action: RowAction, shown: models.Model, words: str) -> HttpResponse:
        self.log_change(request, shown, f"{action.words}.")
        self.message_user(request, words, messages.SUCCESS)
        return redirect(self.page_of(shown))

    def _action_page(
        self,
        request: HttpRequest,
        action: RowAction,
        row: models.Model,
        form: forms.Form,
        typed: dict,
        now: datetime,
    ) -> TemplateResponse:
        return TemplateResponse(
            request,
            "admin/webinars/action.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": f"{action.words}: {self.name_of(row)}",
                "action": action,
                "original": row,
                "form": form,
                "effects": action.effects(row, typed, now),
                "seen": _seen(typed),
                "is_last_press": not action.shows_effects_first or bool(typed),
                "back": self.page_of(row),
                "media": self.media + form.media,
            },
        )

    def name_of(self, row) -> str:
        """The row as a heading calls it."""
        return str(row)

    def page_of(self, row) -> str:
        return reverse(f"admin:{self._url_names}_change", args=[row.pk])

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["row_actions"] = [
                (action, reverse(f"admin:{self._url_names}_{action.name}", args=[obj.pk]))
                for action in self.row_actions
                if request.user.has_perm(action.permission) and action.is_offered(obj, timezone.now())
            ]
        return super().render_change_form(request, context, add, change, form_url, obj)


def _seen(typed: dict) -> str:
    """What was typed, as one line: what the second press brings back."""
    return " · ".join(f"{name}: {typed[name]}" for name in sorted(typed))
