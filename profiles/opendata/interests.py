"""Interests from open data, for careers that have none of their own."""

from dataclasses import dataclass, field

from profiles.attached import own
from profiles.models import CareerInterest, CodeScheme, ExternalCode


@dataclass
class Choice:
    """The rows to attach, by the key of their career, and what could not be found."""

    rows: dict[int, list[CareerInterest]] = field(default_factory=dict)
    with_own: int = 0
    unknown: list[tuple[str, str]] = field(default_factory=list)  # (career's title, its code)


def chosen(interests: dict[str, tuple[str, ...]]) -> Choice:
    """What to attach, from ``interests`` by O*NET code; of several codes the first that is known counts."""
    choice = Choice()
    with_own = set(own(CareerInterest).values_list("career_id", flat=True))
    codes = ExternalCode.objects.filter(scheme=CodeScheme.ONET).order_by("career", "code")
    settled = set()
    for career, title, code in codes.values_list("career_id", "career__title", "code"):
        if code not in interests:
            choice.unknown.append((title, code))
        elif career not in settled:
            settled.add(career)
            if career in with_own:
                choice.with_own += 1
                continue
            choice.rows[career] = [
                CareerInterest(career_id=career, interest=interest, position=position)
                for position, interest in enumerate(interests[code])
            ]
    return choice
