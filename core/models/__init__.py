"""What the site counts for itself: content changes, and attempts that are limited per hour."""

from core.models.attempt import Attempt
from core.models.content_change import ContentChange

__all__ = ["Attempt", "ContentChange"]
