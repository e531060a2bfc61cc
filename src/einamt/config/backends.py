"""Django's settings for what the environment names by an address: the database and the mail server."""

from urllib.parse import SplitResult, parse_qsl, unquote


def database(url: SplitResult) -> dict[str, object]:
    """Django's settings for one database; docs/reference/configuration.md explains pragmas and pool sizes."""
    if url.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.path[1:]),
            # opening the file and its pragmas cost as much as all that a page of the catalogue reads
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;"
                    "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    from einamt.platform.connections import KnownConnection  # noqa: PLC0415 - absent where only SQLite is used

    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 0,
        # a connection that died in the pool, with a server that changed over, is not handed to a request
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # A lost connection is sought again for a moment only, and then by whoever needs one: the pool's own pauses
            # grow with the outage, so that a server which is back would not be noticed for as long again.
            "pool": {
                "connection_class": KnownConnection,
                "min_size": 2,
                "max_size": 8,
                "timeout": 5,
                "max_lifetime": 1800,
                "reconnect_timeout": 2,
            },
            "connect_timeout": 5,
            # libpq's own, such as ?sslmode=verify-full&sslrootcert=/etc/einamt/ca.pem
            **dict(parse_qsl(url.query)),
        },
    }


def email(url: SplitResult | None) -> dict[str, object]:
    """Django's mail settings: SMTP where an address is given, else the mailbox folder that the demo shows."""
    if url is None:
        return {"EMAIL_BACKEND": "einamt.platform.notifications.mailbox.MailboxBackend"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
