"""Celery carries wake-ups that hold no data; the rows of the work tables are the work (see centres.queue)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("NOIVIEC_PROCESS", "worker")

from django.conf import settings

app = Celery("noiviec")
app.conf.update(
    broker_url=settings.REDIS_URL.replace("unix://", "redis+socket://", 1),
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    task_soft_time_limit=120,
    task_time_limit=150,
    worker_max_tasks_per_child=200,
    worker_max_memory_per_child=1_500_000,
    worker_soft_shutdown_timeout=30,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # kombu waits for ever on a broker that hangs unless told otherwise
    broker_transport_options={
        "socket_timeout": 3,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 10,
    },
    timezone="UTC",
)
app.autodiscover_tasks(["centres", "jobs"])
app.steps["worker"].add("jobs.tasks:WarmStart")
