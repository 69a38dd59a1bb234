"""Uploaded pictures: what is accepted, and how they are stored."""

import io
import warnings
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

if TYPE_CHECKING:
    from django.core.files import File
    from django.db.models.fields.files import FieldFile
    from PIL import Image

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 16_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
KEPT_PIXELS = (2560, 2560)  # width and height; no page shows a larger picture


def open_picture(file: "File[bytes]") -> "Image.Image":
    """The decoded picture. Raises ``ValidationError``, which states the limits in words."""
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


def photograph_is_usable(file: "FieldFile") -> None:
    """A validator: reject a new upload that is not a picture, or has too many bytes or pixels."""
    upload = getattr(file, "_file", file)
    if isinstance(upload, UploadedFile):
        open_picture(upload)


def without_metadata(upload: UploadedFile) -> SimpleUploadedFile:
    """The picture re-encoded as WebP: upright, in sRGB, without place, time or camera.

    Raises ``ValidationError`` as :func:`open_picture` does.
    """
    from pictures.models import PillowPicture
    from PIL import ImageCms

    opened = open_picture(upload)
    try:
        picture = PillowPicture.pre_process(opened)
    except (ImageCms.PyCMSError, OSError):  # a broken or mismatched colour profile
        del opened.info["icc_profile"]
        picture = PillowPicture.pre_process(opened)
    picture.thumbnail(KEPT_PIXELS)
    if picture.getextrema()[-1] == (255, 255):
        picture = picture.convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, format="WEBP", quality=88, method=4)
    # The original file name could identify people in the picture, and the URL would make it public.
    return SimpleUploadedFile("picture.webp", buffer.getvalue(), "image/webp")
