"""What somebody has asked the model."""

from uuid import UUID

from einamt.accounts.models import Staff
from einamt.insight.staffing.errors import ScenarioUnknown
from einamt.insight.staffing.models import Scenario


def scenario_of(*, staff: Staff, scenario_id: UUID) -> Scenario:
    """Somebody's own question.

    :raises ScenarioUnknown: there is none, or it is somebody else's.
    """
    found = Scenario.objects.filter(pk=scenario_id, staff=staff).first()
    if found is None:
        raise ScenarioUnknown
    return found
