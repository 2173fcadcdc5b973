"""The ground everything stands on: the centre, its users and API clients, the audit trail, the shape of
queued work.
"""

from centres.models.calls import KeyedCall
from centres.models.changes import Change, CurrentTransaction, TransactionIdField, told, told_of_part
from centres.models.clients import ApiClient, ClientSecret
from centres.models.people import Centre, Role, User
from centres.models.trail import AuditEvent
from centres.models.work import Work

__all__ = [
    "ApiClient",
    "AuditEvent",
    "Centre",
    "Change",
    "ClientSecret",
    "CurrentTransaction",
    "KeyedCall",
    "Role",
    "TransactionIdField",
    "User",
    "Work",
    "told",
    "told_of_part",
]
