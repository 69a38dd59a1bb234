"""Addresses of the organisers' admin, and its forms."""

from django.urls import reverse


def address(model, page, *args):
    return reverse(f"admin:webinars_{model._meta.model_name}_{page}", args=args)


def messages_of(response) -> list[str]:
    """What the page tells after an action; ``response`` was followed."""
    return [str(message) for message in response.context["messages"]]


REASON = {"reason": "The speaker is ill."}


def start(day: str, time: str) -> dict[str, str]:
    """The two fields of a moment, in London time."""
    return {"starts_at_0": day, "starts_at_1": time}
