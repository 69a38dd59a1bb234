"""Interests from open data, for careers that have none of their own."""

from profiles.imports.attachments import AttachmentPlan
from profiles.models import CareerInterest, CodeScheme, ExternalCode, Source

HAS_OWN_INTERESTS = "because the career has interests of its own"


def choose_interests(interests: dict[str, tuple[str, ...]], source: Source) -> AttachmentPlan:
    """What to attach, from ``interests`` by O*NET code; of several codes the first that is known counts."""
    plan = AttachmentPlan()
    with_own = set(CareerInterest.objects.unattached().values_list("career_id", flat=True))
    settled = set()
    codes = ExternalCode.objects.filter(scheme=CodeScheme.ONET).order_by("career", "code")
    for career_id, title, code in codes.values_list("career_id", "career__title", "code"):
        if code not in interests:
            plan.unknown.append((title, code))
        elif career_id not in settled:
            settled.add(career_id)
            if career_id in with_own:
                plan.left_out[HAS_OWN_INTERESTS] += 1
                continue
            plan.rows[career_id] = [
                CareerInterest(career_id=career_id, interest=interest, position=position)
                for position, interest in enumerate(interests[code])
            ]
    return plan
