"""Reports for those who steer: drafts, issues, and mails."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.errors import AccessDenied
from einamt.accounts.rights import Right
from einamt.channels.cockpit.reports.forms import IssueForm, PeriodForm, SubscribeForm
from einamt.channels.cockpit.seeing import may_everywhere, today
from einamt.channels.parts.pdf import pdf_answer
from einamt.channels.parts.staff import check_right_everywhere, permissions_of, requires, staff_of
from einamt.insight.reports.definitions import REPORTS, Report
from einamt.insight.reports.drafting import Draft, draft, report_of
from einamt.insight.reports.gathering import Seen
from einamt.insight.reports.operations import issue_report, subscribe, unsubscribe
from einamt.insight.reports.printing import printed
from einamt.insight.reports.queries import issue, issue_content, issue_pdf, issues, packages, seen_by, subscriptions_of
from einamt.kernel.errors import DomainError
from einamt.kernel.identifiers import new_id
from einamt.kernel.periods import Days
from einamt.platform import clock
from einamt.platform.shell import words


@require_safe
@requires(Right.SEE_STEERING)
def overview(request: HttpRequest) -> HttpResponse:
    """All reports with their issues, one's own mails, and the answers to the parliament."""
    _seen(request)
    of_report: dict[str, list[object]] = {}
    for each in issues(only_public=False):
        of_report.setdefault(each.report, []).append(each)
    context = {
        "reports": [(report, of_report.get(report.code, [])) for report in REPORTS.values()],
        "mails": [
            {"line": line, "report": REPORTS.get(line.subscription.report)}
            for line in subscriptions_of(staff_of(request))
        ],
        "packages": packages() if may_everywhere(request, right=Right.ISSUE_REPORTS) else [],
        "may_issue": may_everywhere(request, right=Right.ISSUE_REPORTS),
    }
    return render(request, "cockpit/reports/overview.html", context)


@requires(Right.SEE_STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: HttpRequest, code: str) -> HttpResponse:
    """A report as it would be issued now, over a half-year that is over; posted, it is issued.

    :raises ReportUnknown: there is no such report.
    """
    report, seen = report_of(code), _seen(request)
    refusal: DomainError | None = None
    if request.method == "POST":
        check_right_everywhere(request, right=Right.ISSUE_REPORTS)
        issuing = IssueForm(request.POST, today=today())
        if issuing.is_valid():
            try:
                made = issue_report(
                    code=report.code,
                    days=issuing.days,
                    actor=staff_of(request).actor,
                    command_id=issuing.cleaned_data["command_id"],
                    now=clock.now(),
                )
            except DomainError as error:
                refusal = error
            else:
                messages.success(request, gettext("Herausgegeben. Dieser Bericht bleibt, wie er ist."))
                return redirect("cockpit:issue", report.code, made.number)
    form = PeriodForm(request.GET, today=today())
    drafted = _drafted(report, form.days, seen)
    context = {
        "report": report,
        "form": form,
        "content": drafted.contents[_language()],
        "days": form.days,
        "period": form.chosen,
        "query": request.GET.urlencode(),
        "is_limited": seen is not None,
        "may_issue": may_everywhere(request, right=Right.ISSUE_REPORTS),
        "is_issued": any(
            (each.report, each.start, each.until) == (report.code, form.days.start, form.days.until)
            for each in issues(only_public=False)
        ),
        "command_id": new_id(),
        "subscribe": SubscribeForm(),
        "refusal": words.explain(refusal) if refusal else "",
    }
    return render(request, "cockpit/reports/report.html", context, status=refusal.status if refusal else 200)


@require_safe
@requires(Right.SEE_STEERING)
def draft_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as PDF, limited to what the person may see.

    :raises ReportUnknown: there is no such report.
    """
    report, seen = report_of(code), _seen(request)
    days = PeriodForm(request.GET, today=today()).days
    content = _drafted(report, days, seen).contents[_language()]
    status = gettext("Entwurf mit dem Stand von heute, nicht herausgegeben")
    pdf = printed(content=content, language=_language(), status=status, now=clock.now())
    return pdf_answer(pdf, name=f"entwurf-{report.code}-{days.start}.pdf")


@require_safe
@requires(Right.SEE_STEERING)
def issue_page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """An issue as it stands.

    :raises ReportUnknown: there is none.
    """
    _seen(request)
    issued = issue(code=code, number=number, only_public=not _sees_all(request))
    context = {"issued": issued, "content": issue_content(issued, language=_language())}
    return render(request, "cockpit/reports/issue.html", context)


@require_safe
@requires(Right.SEE_STEERING)
def issued_file(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """An issue's sealed PDF.

    :raises ReportUnknown: there is none.
    """
    _seen(request)
    issued = issue(code=code, number=number, only_public=not _sees_all(request))
    return pdf_answer(issue_pdf(issued, language=_language()), name=f"{code}-{number}.pdf")


@requires(Right.SEE_STEERING)
@require_POST
def mail_me(request: HttpRequest, code: str) -> HttpResponse:
    """Have a report mailed to one's own address.

    :raises ReportUnknown: there is no such report.
    :raises NoAddress: the account has no address.
    """
    _seen(request)
    form = SubscribeForm(request.POST)
    if form.is_valid():
        subscribe(staff=staff_of(request), code=code, rhythm=form.rhythm, language=_language(), now=clock.now())
        messages.success(request, gettext("Der Bericht kommt an die Mailadresse Ihres Kontos."))
        return redirect("cockpit:reports")
    return redirect("cockpit:report", code)


@requires(Right.SEE_STEERING)
@require_POST
def mail_me_no_more(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """End one of one's own subscriptions."""
    unsubscribe(staff=staff_of(request), subscription_id=subscription_id)
    messages.success(request, gettext("Abbestellt."))
    return redirect("cockpit:reports")


def _drafted(report: Report, days: Days, seen: Seen | None) -> Draft:
    return draft(report=report, days=days, languages=[_language()], seen=seen)


def _seen(request: HttpRequest) -> Seen | None:
    """What the person may see of drafts.

    :raises AccessDenied: no part of the city is the person's as a whole.
    """
    permissions = permissions_of(request)
    if not permissions.organisations_with(right=Right.SEE_STEERING):
        raise AccessDenied
    return seen_by(permissions)


def _sees_all(request: HttpRequest) -> bool:
    return seen_by(permissions_of(request)) is None


def _language() -> str:
    return get_language() or "de"
