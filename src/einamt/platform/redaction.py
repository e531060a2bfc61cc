"""Belt and braces for what is written down for operators: what looks like personal data is taken out.

Nothing personal should get into a log line or an error text to begin with; exceptions of mail servers and databases
quote what they were given all the same.
"""

import re

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*")
_PHONE = re.compile(r"(?<![\w.:-])(?:\+|00?)[1-9][\d /()-]{6,16}\d(?![\w.:-])")
_DATABASE_DETAIL = re.compile(r"^(?:DETAIL|CONTEXT|QUERY|STATEMENT):.*$", re.MULTILINE)


def redacted(text: str) -> str:
    """`text` without e-mail addresses, telephone numbers and the values that PostgreSQL quotes in its details."""
    text = _DATABASE_DETAIL.sub("[details left out]", text)
    if "@" in text:  # looked for first: the pattern would be tried at every letter of every line that is logged
        text = _EMAIL.sub("[mail]", text)
    return _PHONE.sub("[phone]", text)


def describe(error: BaseException) -> str:
    """One line about `error` for a table that operators read: type and message, redacted, at most 500 characters."""
    return redacted(" ".join(f"{type(error).__name__}: {error}".split()))[:500]
