"""What planning refuses."""

from einamt.kernel.errors import N_, DomainError


class PlanChanged(DomainError):
    """Meanwhile others have booked, or planned: saving would do something else than was looked at."""

    code = "plan-changed"
    message = N_(
        "Inzwischen wurde gebucht oder umgeplant, und die Änderung hätte eine andere Wirkung als eben gezeigt. "
        "Bitte sehen Sie sich die neue Vorschau an und speichern Sie dann noch einmal."
    )


class PlanWithdrawn(DomainError):
    """Somebody has taken the plan back before."""

    code = "plan-withdrawn"
    message = N_("Diese Änderung ist bereits zurückgenommen. In der Liste steht, von wem und wann.")
