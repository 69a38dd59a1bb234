"""Interests from open data, for careers that have none of their own."""

from profiles.imports.attachments import Choice, own
from profiles.models import CareerInterest, CodeScheme, ExternalCode, Source

OWN = "because the career has interests of its own"


def chosen(interests: dict[str, tuple[str, ...]], source: Source) -> Choice:
    """What to attach, from ``interests`` by O*NET code; of several codes the first that is known counts."""
    choice = Choice()
    with_own = set(own(CareerInterest).values_list("career_id", flat=True))
    settled = set()
    codes = ExternalCode.objects.filter(scheme=CodeScheme.ONET).order_by("career", "code")
    for career, title, code in codes.values_list("career_id", "career__title", "code"):
        if code not in interests:
            choice.unknown.append((title, code))
        elif career not in settled:
            settled.add(career)
            if career in with_own:
                choice.left_out[OWN] += 1
                continue
            choice.rows[career] = [
                CareerInterest(career_id=career, interest=interest, position=position)
                for position, interest in enumerate(interests[code])
            ]
    return choice
