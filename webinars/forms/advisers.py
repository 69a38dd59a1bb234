"""What an adviser and the teacher in the room type."""

from collections.abc import Sequence

from webinars.forms.parts import AddressField, PlacesField, PlainForm, TickField
from webinars.models import Booking


class SignInForm(PlainForm):
    email = AddressField(label="Your work e-mail address")


class LeaveForm(PlainForm):
    is_sure = TickField(label="Yes, delete what is held about me", words="Tick the box if you want to leave.")


class HeadsForm(PlainForm):
    """How many pupils there are of each of ``groups``; the first one must be answered.

    ``question`` follows the group's label.
    """

    def __init__(self, *args, groups: Sequence[Booking], question: str, **kwargs):
        super().__init__(*args, **kwargs)
        for number, group in enumerate(groups):
            self.fields[f"heads_{group.pk}"] = PlacesField(
                label=f"{group.group_label}: {question}",
                help_text="" if number == 0 else "Only if they are in this room too.",
                required=number == 0,
                initial=group.attended,
                words="how many pupils, such as 27",
            )

    @property
    def heads(self) -> dict[int, int]:
        """The number by the booking's key, where one was typed; once the form is valid."""
        return {
            int(name.removeprefix("heads_")): count
            for name, count in self.cleaned_data.items()
            if count is not None
        }
