"""Reports that the city has issued: as they were issued, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from einamt.channels.parts.pdf import pdf_answer
from einamt.insight.reports.definitions import REPORTS
from einamt.insight.reports.queries import issue, issue_content, issue_pdf, issues


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """All that were issued for everybody, by report, the newest first."""
    found = issues(only_public=True)
    by_report = [(report, [each for each in found if each.report == report.code]) for report in REPORTS.values()]
    context = {"reports": [(report, of_report) for report, of_report in by_report if of_report]}
    return render(request, "portal/published/reports.html", context)


@require_safe
def report(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One of them.

    :raises ReportUnknown: there is none for everybody.
    """
    issued = issue(code=code, number=number, only_public=True)
    context = {"issued": issued, "content": issue_content(issued, language=get_language() or "de")}
    return render(request, "portal/published/report.html", context)


@require_safe
def report_file(_request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Its sealed PDF.

    :raises ReportUnknown: there is none for everybody.
    """
    issued = issue(code=code, number=number, only_public=True)
    return pdf_answer(issue_pdf(issued, language=get_language() or "de"), name=f"{code}-{number}.pdf")
