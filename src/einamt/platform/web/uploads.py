"""Files that browsers send: small ones stay in memory, larger ones go to a file of this request, huge ones nowhere."""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Reads a file to its end, so that the browser hears the answer; keeps it only up to the size that some form takes.

    A form sees a larger one as what it is: a file of that size. It holds nothing.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, unless it is beyond the size."""
        if start + len(raw_data) <= settings.UPLOAD_MAX_BYTES:
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """What the form gets."""
        if file_size <= settings.UPLOAD_MAX_BYTES:
            return super().file_complete(file_size)
        self.file.close()
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size)
