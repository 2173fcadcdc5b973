"""How much one caller may ask in a minute, told in `RateLimit` and `RateLimit-Policy` (IETF draft).

The counters live in Valkey alone. They may be lost at any time: then a minute starts anew. While Valkey is
away nothing is counted and nothing is said, for an API that refuses because its counter is gone is down.
"""

import time
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from centres.sealing import blind_index

log = structlog.get_logger("noiviec.limits")
WINDOW = 60  # seconds
POLICY = "default"
PATIENCE = 0.2  # seconds a request waits for its counter
BREAK = 5.0  # seconds without asking again, after Valkey was away


class Counter:
    """Calls counted by name and minute; None while nobody counts."""

    def __init__(self, url: str) -> None:
        self.valkey = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self.away_until = 0.0

    def count(self, name: str, window: int) -> int | None:
        """How many calls of this name the window has seen, this one included."""
        if time.monotonic() < self.away_until:
            return None
        key = f"calls:{name}:{window}"
        try:
            pipeline = self.valkey.pipeline(transaction=False)
            pipeline.incr(key)
            pipeline.expire(key, 2 * WINDOW)
            calls, _set = pipeline.execute()
        except RedisError as problem:
            self.away_until = time.monotonic() + BREAK
            log.warning("calls are not counted", problem=type(problem).__name__)
            return None
        return int(calls)


@cache
def counter() -> Counter:
    """The one of this process."""
    return Counter(settings.REDIS_URL.replace("redis+socket://", "unix://", 1))  # as Celery spells a socket


class CallsPerMinute(BaseThrottle):
    """A quota for each client, each member of staff, and each address of callers without a name."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the call, say what is left, and whether it may go on."""
        window, passed = divmod(time.time(), WINDOW)
        self.left = WINDOW - int(passed)
        calls = counter().count(self.name_of(request), int(window))
        if calls is None:
            return True
        quota = settings.CALLS_PER_MINUTE
        view.headers |= {
            "RateLimit-Policy": f'"{POLICY}";q={quota};w={WINDOW}',
            "RateLimit": f'"{POLICY}";r={max(quota - calls, 0)};t={self.left}',
        }
        return calls <= quota

    def wait(self) -> float:
        """Seconds until the next window."""
        return float(self.left)

    def name_of(self, request: Request) -> str:
        """Who is counted; an address only as a keyed digest."""
        if request.user.is_authenticated:
            return f"user-{request.user.pk}"
        return f"address-{blind_index(address_of(request), purpose='calls').hex()[:32]}"


def address_of(request: Request) -> str:
    """Where the call comes from: behind the proxy we trust, the last address is the one it saw itself."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
