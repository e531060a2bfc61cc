"""Who owns a model's rows, whether they hold personal data, and how long they are kept: every model says it."""
