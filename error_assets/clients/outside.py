"""What every client's errors have in common."""


class OutsideError(Exception):
    """Something outside (a provider, a server, the disk) could not do its part. The message is one line for a person:
    what, why and what to do, without secrets."""
