"""What is done to a centre, its accounts and its REST clients."""

from centres.actions.accounts import create_staff, open_centre
from centres.actions.clients import (
    OVERLAP,
    Credentials,
    UnknownScope,
    create_api_client,
    resume_api_client,
    revoke_api_client,
    rotate_api_client,
    suspend_api_client,
)

__all__ = [
    "OVERLAP",
    "Credentials",
    "UnknownScope",
    "create_api_client",
    "create_staff",
    "open_centre",
    "resume_api_client",
    "revoke_api_client",
    "rotate_api_client",
    "suspend_api_client",
]
