"""The draw: until when wishes are collected, what came of the last ones, and the proof to check them by."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from einamt.platform import clock
from einamt.procedures.appointments.fairness.models import Draw
from einamt.procedures.appointments.fairness.queries import current_draw, latest_draws
from einamt.procedures.appointments.fairness.queries import proof as proof_of

SHOWN = 10


@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """What is being collected, and the last draws."""
    now = clock.now()
    current = current_draw(now=now)
    context = {
        "current": current,
        "is_collecting": current is not None and current.opens_at <= now,
        "draws": latest_draws(count=SHOWN),
    }
    return render(request, "portal/fairness/draws.html", context)


@require_safe
def proof(_request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """Seed and order of a draw that was run, for `einamt appointments verify-draw`; before it nothing is told."""
    draw = Draw.objects.filter(pk=draw_id, state=Draw.State.DRAWN).first()
    if draw is None:
        raise Http404
    answer = JsonResponse(proof_of(draw=draw))
    answer["Content-Disposition"] = f'attachment; filename="verlosung-{draw.pk}.json"'
    return answer
