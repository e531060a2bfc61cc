"""Tables to take away: UTF-8 with a byte order mark and semicolons, as spreadsheets here expect."""

import csv
from typing import TYPE_CHECKING

from django.http import HttpResponse

if TYPE_CHECKING:
    from _csv import Writer


def csv_response(name: str) -> "tuple[HttpResponse, Writer]":
    """An answer that is saved as a file of this name (without its ending), and what writes its lines."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    return response, csv.writer(response, delimiter=";")
