"""Pictures of careers: what may be uploaded, what is kept of it, which drawings there are."""

import io
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 16_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
KEPT_PIXELS = (2560, 2560)  # width and height; no page shows more, on any screen


@lru_cache(maxsize=1)
def drawing_names() -> list[str]:
    """The drawings of the site: the names of ``static/drawings/*.svg``."""
    return sorted(path.stem for path in Path(settings.BASE_DIR, "static", "drawings").glob("*.svg"))


def scene_of(drawing: str, sector) -> str:
    """The scene behind the door: ``drawing``; without one, that of ``sector`` (may be None)."""
    wanted = (drawing, f"sector-{sector.slug}" if sector else "", "doorway")
    return next(name for name in wanted if name in drawing_names())


def open_picture(file):
    """The uploaded picture, decoded. Raises ``ValidationError`` with the limit in words."""
    from PIL import Image, UnidentifiedImageError  # slow to import, and rarely needed

    if file.size > MAX_BYTES:
        raise ValidationError(
            f"This picture is too big: {file.size / 1024 / 1024:.1f} MB. It may have at most 5 MB."
        )
    refused = ValidationError("This is not a picture we can read. Choose a JPEG, PNG or WebP file.")
    try:
        file.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(
                    f"This picture is too large: {picture.width} by {picture.height} pixels. "
                    "It may have at most 16 megapixels."
                )
            picture.load()
    except Image.DecompressionBombError as error:
        raise ValidationError("This picture is too large. It may have at most 16 megapixels.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise refused from error
    return picture


def photograph_is_usable(file) -> None:
    """A validator: refuse a new upload that is too big, too large or no picture."""
    upload = getattr(file, "_file", file)
    if isinstance(upload, UploadedFile):
        open_picture(upload)


def without_metadata(upload: UploadedFile) -> UploadedFile:
    """The same picture encoded anew as WebP: upright, in sRGB, without place, time or camera.

    Raises ``ValidationError`` as :func:`open_picture` does.
    """
    from pictures.models import PillowPicture
    from PIL import ImageCms

    opened = open_picture(upload)
    try:
        picture = PillowPicture.pre_process(opened)
    except (ImageCms.PyCMSError, OSError):  # a colour profile that is broken, or of another picture
        del opened.info["icc_profile"]
        picture = PillowPicture.pre_process(opened)
    picture.thumbnail(KEPT_PIXELS)
    if picture.getextrema()[-1] == (255, 255):
        picture = picture.convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, format="WEBP", quality=88, method=4)
    # Its own name could say who is on it, and everybody would read it in the address.
    return SimpleUploadedFile("picture.webp", buffer.getvalue(), "image/webp")


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph as pages show it. ``sources`` are (MIME type, srcset); empty until they are made."""

    url: str
    alt: str
    credit: str
    width: int | None
    height: int | None
    sources: tuple[tuple[str, str], ...]


def photograph_of(career) -> Photograph | None:
    """The career's photograph, without opening its file; None where it has a drawing."""
    if not career.photograph:
        return None
    sources = ()
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
