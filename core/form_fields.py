"""Form fields for what editors type and upload, each cleaned on its way in."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core import picture_files, rich_text

# What no page, feed or file can carry, and no keyboard types on purpose.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class LineField(forms.CharField):
    """One line of plain text: no control characters, single spaces."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(" ".join(_UNSEEN.sub("", str(value or "")).split()))


class LinesField(forms.CharField):
    """Several lines of plain text; empty ones are dropped."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in _UNSEEN.sub("", str(value or "")).splitlines())
        return "\n".join(line for line in lines if line)


class RichTextField(forms.CharField):
    """Markdown as :func:`core.rich_text.clean` keeps it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return super().to_python(rich_text.clean(str(value or "")))


class PhotographField(forms.FileField):
    """An uploaded picture, encoded anew without metadata; refused with the limit in words."""

    widget = forms.ClearableFileInput

    def __init__(self, *, max_length: int | None = None, **kwargs: Any):
        # The name of the file on somebody's camera is not kept at full length.
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": "image/jpeg,image/png,image/webp"}

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return picture_files.without_metadata(upload) if isinstance(upload, UploadedFile) else upload
