"""Form fields that clean what editors type and upload."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core import picture_files, rich_text

# Characters that no page, feed or file can contain, and that no one types on purpose.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class LineField(forms.CharField):
    """One line of plain text: no control characters, single spaces."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(" ".join(_UNSEEN.sub("", str(value or "")).split()))


class LinesField(forms.CharField):
    """Several lines of plain text; empty lines are dropped."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in _UNSEEN.sub("", str(value or "")).splitlines())
        return "\n".join(line for line in lines if line)


class RichTextField(forms.CharField):
    """Markdown, cleaned by :func:`core.rich_text.clean`."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return super().to_python(rich_text.clean(str(value or "")))


class PhotographField(forms.FileField):
    """An uploaded picture, re-encoded without metadata. Its errors state the limits in words."""

    widget = forms.ClearableFileInput

    def __init__(self, *, max_length: int | None = None, **kwargs: Any):
        # ``max_length`` is ignored: the file is renamed, so the length of its own name does not matter.
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": "image/jpeg,image/png,image/webp"}

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return picture_files.without_metadata(upload) if isinstance(upload, UploadedFile) else upload
