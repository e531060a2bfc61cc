"""The rights that a city's PostgreSQL gives to the processes, apart from the owner of the tables: insert only."""

from psycopg import sql

from einamt.platform.audit.models import ChainLink, ChainStart, ReadingEntry

_TABLES = tuple(model._meta.db_table for model in (ReadingEntry, ChainLink, ChainStart))


def grants(*, web: str, worker: str) -> list[sql.Composed]:
    """Statements for the owner: `web` may insert entries and read, `worker` may chain and let go what is kept enough.

    Neither may edit or empty a table. They are the same role where a city has only one.
    """
    entries = ReadingEntry._meta.db_table
    statements = [
        sql.SQL("REVOKE ALL ON {} FROM PUBLIC, {}, {}").format(*(sql.Identifier(each) for each in (table, web, worker)))
        for table in _TABLES
    ]
    statements += [
        sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), sql.Identifier(web)) for table in _TABLES
    ]
    statements.append(sql.SQL("GRANT INSERT ON {} TO {}").format(sql.Identifier(entries), sql.Identifier(web)))
    statements += [
        sql.SQL("GRANT SELECT, INSERT, DELETE ON {} TO {}").format(sql.Identifier(table), sql.Identifier(worker))
        for table in _TABLES
    ]
    return statements
