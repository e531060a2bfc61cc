"""Who read or administered what: the audit table; changes of cases are audited by their events."""
