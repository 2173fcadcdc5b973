"""Headers on every kind of response, and the settings a production site gets whether it asks or not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = """
import json, sys
from config import settings as s
print(json.dumps({name: getattr(s, name) for name in sys.argv[1:]}))
"""


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """A fresh interpreter with nothing of ours in its environment but what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NOIVIEC_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def keys(tmp_path):
    """A key file as a production site keeps one."""
    path = tmp_path / "keys.json"
    key = "A" * 43 + "="
    path.write_text(json.dumps({"django": "0123456789" * 7, "field": {"1": key}, "current": 1, "index": key}))
    return path


def test_production_is_closed_by_default(keys):
    expected = {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "ALLOWED_HOSTS": ["viec.example.vn"],
    }
    done = run(PRODUCTION, *expected, NOIVIEC_KEYS=str(keys), NOIVIEC_HOSTS="viec.example.vn")
    assert json.loads(done.stdout) == expected


def test_production_without_hosts_answers_to_no_name(keys):
    done = run(PRODUCTION, "ALLOWED_HOSTS", NOIVIEC_KEYS=str(keys))
    assert json.loads(done.stdout) == {"ALLOWED_HOSTS": []}


def test_production_with_a_short_key_does_not_start(keys):
    keys.write_text(keys.read_text().replace("0123456789" * 7, "short"))
    done = run(PRODUCTION, NOIVIEC_KEYS=str(keys))
    assert done.returncode == 1
    assert "UnusableKeys: The key file keys.json holds a key that is too short." in done.stderr


def test_django_finds_nothing_to_warn_of(keys):
    script = "from django.core.management import execute_from_command_line as do\n"
    script += "do(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    done = run(
        script,
        NOIVIEC_KEYS=str(keys),
        NOIVIEC_HOSTS="viec.example.vn",
        DJANGO_SETTINGS_MODULE="config.settings",
    )
    assert (done.returncode, done.stderr) == (0, "")


HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), publickey-credentials-create=(self),"
    " publickey-credentials-get=(self), browsing-topics=(), geolocation=(), microphone=(), payment=(),"
    " usb=()",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/livez", "/accounts/login/", "/staff/", "/api/v1/workers/", "/nowhere/", "/problems/invalid/"],
)
def test_every_response_carries_the_headers(address):
    answer = Client().get(address)
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Request-Id"]


@pytest.mark.parametrize("address", ["/staff/", "/staff/workers/", "/api/v1/workers/", "/statusz"])
def test_what_somebody_signed_in_reads_is_kept_nowhere(address, browser, manager):
    answer = browser(manager).get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_a_session_ends_half_an_hour_after_the_last_action(browser, hoa):
    client = browser(hoa)
    cookie = client.get("/staff/").cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (1_800, True, "Lax")
