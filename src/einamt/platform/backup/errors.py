"""What a backup or a restore refuses, each with a sentence for the operator."""


class BackupRefused(Exception):
    """Nothing was changed; the text says why."""


class TargetTaken(BackupRefused):
    """There is something where the backup should go."""


class NoProgram(BackupRefused):
    """A program of PostgreSQL's is not on this machine."""


class NotABackup(BackupRefused):
    """A folder holds no backup of this house's kind."""


class Damaged(BackupRefused):
    """A backup is not as it was written."""


class TooNew(BackupRefused):
    """A backup comes from a later version than the one that is installed."""


class HouseNotEmpty(BackupRefused):
    """The database holds tables already."""


class HouseOpen(BackupRefused):
    """Somebody is connected to the database that is to be replaced."""


class KeysMissing(BackupRefused):
    """The keys under which a backup's data stand are not there, or do not open."""


class TransferFailed(Exception):
    """A program or the disk failed on the way; what was begun does not count."""
