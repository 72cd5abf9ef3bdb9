"""The exit statuses of the command, and the refusal that carries one."""

OK = 0
FAILED = 1
INVALID = 2
CONFLICT = 3


class Refused(Exception):
    """What was asked cannot be done; the message says why and what would be right."""

    def __init__(self, message: str, status: int = INVALID) -> None:
        super().__init__(message)
        self.status = status
