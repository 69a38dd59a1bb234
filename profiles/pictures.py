"""A career's picture: the drawings to choose from, and its photograph as pages show it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings


@lru_cache(maxsize=1)
def drawing_names() -> list[str]:
    """The names of the site's drawings, ``static/drawings/*.svg``."""
    return sorted(path.stem for path in Path(settings.BASE_DIR, "static", "drawings").glob("*.svg"))


def scene_of(drawing: str, sector) -> str:
    """The scene behind the door: ``drawing``, or else the scene of ``sector`` (which may be None)."""
    wanted = (drawing, f"sector-{sector.slug}" if sector else "", "doorway")
    return next(name for name in wanted if name in drawing_names())


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph as pages show it. ``sources`` are (MIME type, srcset), empty until they are made."""

    url: str
    alt: str
    credit: str
    width: int | None
    height: int | None
    sources: tuple[tuple[str, str], ...]


def photograph_of(career) -> Photograph | None:
    """The career's photograph, without opening its file; None if it has none."""
    if not career.photograph:
        return None
    sources: tuple[tuple[str, str], ...] = ()
    if career.photograph_is_ready:
        sources = tuple(
            (
                f"image/{kind.lower()}",
                ", ".join(f"{made.url} {width}w" for width, made in sorted(sizes.items())),
            )
            for kind, sizes in career.photograph.aspect_ratios["4/5"].items()
        )
    return Photograph(
        url=career.photograph.url,
        alt=career.photograph_alt,
        credit=career.photograph_credit,
        width=career.photograph_width,
        height=career.photograph_height,
        sources=sources,
    )
