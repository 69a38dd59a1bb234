"""What the site counts for itself: content changes, and how often something was asked for."""

from core.models.allowance import Allowance
from core.models.content_change import ContentChange

__all__ = ["Allowance", "ContentChange"]
