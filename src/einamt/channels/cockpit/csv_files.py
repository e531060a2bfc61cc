"""Tables to take away: UTF-8 with a byte order mark, semicolons and decimal commas, as spreadsheets here expect."""

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


def decimal(value: float | None, digits: str = ".6g") -> str:
    """A number in a cell, empty where there is none: with a point, spreadsheets here take 1.5 for the first of May."""
    return "" if value is None else format(value, digits).replace(".", ",")
