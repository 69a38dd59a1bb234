"""What the forms of advisers share: how errors are listed, e-mail addresses, places by year group."""

from django import forms
from django.core.exceptions import ValidationError

from webinars.addresses import normal_email
from webinars.models import Webinar

MOST_PLACES = 1_000  # of one year group of one group


class PlainForm(forms.Form):
    """A form on a page of its own. Its errors are listed above it, each a link to its field."""

    use_required_attribute = False  # the words of this form, not the browser's

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, words) for each error in the order of the page; no id for the whole form."""
        found = [("", str(error)) for error in self.non_field_errors()]
        for field in self:
            is_choice = isinstance(field.field.widget, forms.RadioSelect)
            anchor = f"{field.auto_id}_0" if is_choice else field.auto_id
            found += [(anchor, str(error)) for error in field.errors]
        return found


class AddressField(forms.EmailField):
    """An e-mail address in the one spelling under which it is kept and compared."""

    def __init__(self, **kwargs):
        messages = {
            "required": "Enter your work e-mail address.",
            "invalid": "Enter an e-mail address such as name@school.org.uk.",
        }
        super().__init__(
            max_length=254,
            error_messages=messages,
            widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            **kwargs,
        )

    def to_python(self, value):
        address = normal_email(super().to_python(value))
        if not address.isascii():  # lower case is not the same everywhere beyond it
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address


class TickField(forms.BooleanField):
    """A tick next to its words; required where it is a promise."""

    def __init__(self, *, words: str = "Tick the box to go on.", **kwargs):
        super().__init__(error_messages={"required": words}, **kwargs)


class PlacesField(forms.IntegerField):
    """A number of places, from 0; nothing typed is None."""

    def __init__(self, *, least: int = 0, words: str = "a number of places, such as 28", **kwargs):
        super().__init__(
            min_value=least,
            max_value=MOST_PLACES,
            error_messages={
                "invalid": f"Enter {words}.",
                "min_value": f"Enter {words}.",
                "max_value": f"Enter {words}: at most {MOST_PLACES:,}.",
                "required": f"Enter {words}.",
            },
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            **kwargs,
        )


class PlacesForm(PlainForm):
    """Places for each year group that a webinar is for."""

    def __init__(self, *args, webinar: Webinar, by_year: dict[int, int] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.years = webinar.years
        for year in self.years:
            self.fields[f"year_{year}"] = PlacesField(
                label=f"Year {year}", required=False, initial=(by_year or {}).get(year)
            )

    @property
    def year_fields(self) -> list[forms.BoundField]:
        return [self[f"year_{year}"] for year in self.years]

    @property
    def by_year(self) -> dict[int, int]:
        """Places by year group, without the years that have none; once the form is valid."""
        return {year: count for year in self.years if (count := self.cleaned_data.get(f"year_{year}"))}

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.by_year:
            self.add_error(f"year_{self.years[0]}", "Say how many places you need.")
        return cleaned
