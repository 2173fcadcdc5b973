"""Workers over REST: Forms 01 and 01a of Decree 352/2025.

Who may not read sensitive data gets bodies without those members at all, not with empty ones.
"""

from workers.api.endpoints import WorkerPage, Workers, WorkerSearch

__all__ = ["WorkerPage", "WorkerSearch", "Workers"]
