"""What a counter may be called, where it is typed."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy

LONGEST_NAME = 6
COUNTER_NAME = RegexValidator(
    r"^[0-9A-Za-z\-]+$",
    gettext_lazy("Ein Schalter heißt mit Ziffern oder Buchstaben, zum Beispiel 7 oder A2."),
    code="counter-name",
)
