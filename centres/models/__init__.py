"""The ground everything stands on: the centre, its users and API clients, the audit trail, the shape of
queued work.
"""

from centres.models.clients import ApiClient
from centres.models.people import Centre, Role, User
from centres.models.trail import AuditEvent
from centres.models.work import Work

__all__ = ["ApiClient", "AuditEvent", "Centre", "Role", "User", "Work"]
