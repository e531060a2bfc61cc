"""What somebody has asked the model."""

from uuid import UUID

from einamt.accounts.models import Staff
from einamt.insight.staffing.errors import ScenarioUnknown
from einamt.insight.staffing.models import Scenario


def scenario_of(*, staff: Staff, scenario_id: UUID) -> Scenario:
    """Somebody's own question.

    :raises ScenarioUnknown: there is none, it is somebody else's, or an older model has answered it.
    """
    found = Scenario.objects.filter(pk=scenario_id, staff=staff).first()
    if found is None or (found.answer is not None and "trials" not in found.answer):
        raise ScenarioUnknown
    return found
