"""Uploaded photographs: cleaned on the way in, or refused with the limit in words."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from careersguide.roles import EDITOR
from core.picture_files import MAX_BYTES
from profiles.models import Career
from tests.factories import CareerFactory
from tests.staff import client_of, errors_of, sent_back

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

NOT_A_PICTURE = "This is not a picture we can read. Choose a JPEG, PNG or WebP file."
GPS, CAMERA = 0x8825, 0x0110


def picture(kind="JPEG", size=(400, 500), mode="RGB", **options) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, **({"color": (200, 40, 40)} if mode == "RGB" else {})).save(buffer, kind, **options)
    return buffer.getvalue()


def photographed_there() -> bytes:
    """A picture that says where and with what it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[CAMERA] = "A camera"
    exif[0x0112] = 6
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (51.0, 30.0, 26.0)
    return picture(exif=exif)


def bomb() -> bytes:
    """A small PNG that says it has 30,000 by 30,000 pixels."""
    png = bytearray(picture("PNG", mode="1"))
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    png[12:33] = header + struct.pack(">I", zlib.crc32(header))
    return bytes(png)


@pytest.fixture
def editor():
    return client_of(EDITOR)


def upload(client, content: bytes, name="photo.jpg", **fields):
    career = CareerFactory()
    url = reverse("admin:profiles_career_change", args=[career.pk])
    form = sent_back(client.get(url)) | {"photograph_alt": "A laboratory."} | fields
    return client.post(url, form | {"photograph": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"Dear editor, this is a letter.", "letter.jpg", NOT_A_PICTURE),
        (picture("GIF"), "photo.gif", NOT_A_PICTURE),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "a.svg", NOT_A_PICTURE),
        (picture()[:500], "cut-off.jpg", NOT_A_PICTURE),
        (b"", "empty.jpg", "The submitted file is empty."),
        (
            picture() + b"\0" * (MAX_BYTES + 1 - len(picture())),
            "big.jpg",
            "This picture is too big: 5.0 MB. It may have at most 5 MB.",
        ),
        (
            picture("PNG", size=(4001, 4000), mode="1"),
            "wide.png",
            "This picture is too large: 4001 by 4000 pixels. It may have at most 16 megapixels.",
        ),
        (bomb(), "bomb.png", "This picture is too large. It may have at most 16 megapixels."),
    ],
    ids=["text", "gif", "svg", "cut off", "empty", "too many bytes", "too many pixels", "bomb"],
)
def test_photograph_that_is_none_or_too_much_is_refused_in_words(editor, content, name, error):
    assert errors_of(upload(editor, content, name)) == [error]
    assert Career.objects.get().photograph == ""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photograph_of_each_kind_is_kept(editor, kind):
    response = upload(editor, picture(kind))

    assert response.status_code == 302, errors_of(response)
    career = Career.objects.get()
    assert (career.photograph_width, career.photograph_height) == (400, 500)


def test_photograph_is_kept_upright_and_without_place_or_camera(editor):
    original = photographed_there()
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(GPS)

    upload(editor, original, "Jo at home, 3 May.jpg")

    career = Career.objects.get()
    with career.photograph.open() as file:
        kept = file.read()
    assert "home" not in career.photograph.name
    opened = Image.open(io.BytesIO(kept))
    assert (opened.format, opened.size) == ("WEBP", (500, 400))
    assert dict(opened.getexif()) == {}
    assert b"A camera" in original
    assert b"A camera" not in kept
    assert not {"exif", "xmp", "icc_profile"} & opened.info.keys()


def test_photograph_of_5_megabytes_exactly_is_kept(editor):
    content = picture() + b"\0" * (MAX_BYTES - len(picture()))

    assert upload(editor, content).status_code == 302
    assert Career.objects.get().photograph.size < 5000


def test_photograph_of_16_megapixels_exactly_is_kept(editor):
    assert upload(editor, picture(size=(4000, 4000))).status_code == 302
    assert Career.objects.get().photograph_width == 2560


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_photograph_with_a_broken_colour_profile_is_kept_without_it(editor, mode):
    assert upload(editor, picture(mode=mode, icc_profile=b"not a profile")).status_code == 302
    assert Career.objects.get().photograph


def test_photograph_that_changes_waits_for_its_renditions_again(editor):
    upload(editor, picture())
    Career.objects.update(photograph_is_ready=True)
    url = reverse("admin:profiles_career_change", args=[Career.objects.get().pk])
    form = sent_back(editor.get(url))

    editor.post(url, form)
    untouched = Career.objects.get().photograph_is_ready
    editor.post(url, form | {"photograph": SimpleUploadedFile("new.png", picture("PNG"))})

    assert untouched is True
    assert Career.objects.get().photograph_is_ready is False


def test_photograph_without_words_is_refused(editor):
    assert errors_of(upload(editor, picture(), photograph_alt="")) == [
        "Say in words what the photograph shows."
    ]


@pytest.mark.any_database
def test_photograph_of_15_megapixels_of_noise_is_kept_smaller(editor):
    """Encoded anew it would be larger than what may be uploaded."""
    buffer = io.BytesIO()
    Image.effect_noise((4000, 3900), 90).convert("RGB").save(buffer, "JPEG", quality=25)
    assert len(buffer.getvalue()) < MAX_BYTES

    response = upload(editor, buffer.getvalue())

    assert response.status_code == 302, errors_of(response)
    assert Career.objects.get().photograph_width == 2560
