"""What the site counts for itself: changes of content, and how often something was asked for."""

from core.models.attempt import Attempt
from core.models.content_change import ContentChange

__all__ = ["Attempt", "ContentChange"]
