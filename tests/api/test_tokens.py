"""A program's way in, over real HTTP: credentials, token, calls; and every way of losing it."""

import json
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import time_machine
from allauth.idp.oidc.models import Token
from django.core.management import CommandError, call_command
from django.utils import timezone

from centres import actions
from centres.models import ApiClient, AuditEvent, ClientSecret, User
from tests.api.callers import Caller, assert_problem, make_token
from tests.cast import NOW


@pytest.fixture
def made(son_la):
    return actions.create_api_client(
        centre=son_la, name="Cổng việc làm", scopes=("employers:read", "vacancies:read"), by=None, at=NOW
    )


@pytest.fixture
def http(live_server):
    """``http(path, data, headers)`` -> (status, headers, JSON)."""

    def ask(path, data=None, **headers):
        content = urlencode(data).encode() if data is not None else None
        try:
            with urlopen(Request(live_server.url + path, content, headers), timeout=10) as answer:
                return answer.status, answer.headers, json.load(answer)
        except HTTPError as refused:
            with refused:
                return refused.code, refused.headers, json.loads(refused.read())

    return ask


def ask_token(http, made, *, secret=None, **more):
    return http(
        "/identity/o/api/token",
        {
            "grant_type": "client_credentials",
            "client_id": made.client.oauth_id,
            "client_secret": secret or made.secret,
            **more,
        },
    )


def test_a_client_gets_a_token_and_calls(http, made):
    status, _headers, answer = ask_token(http, made)
    assert (status, answer["token_type"], answer["expires_in"]) == (200, "Bearer", 3600)
    assert sorted(answer["scope"].split()) == ["employers:read", "vacancies:read"]
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    assert http("/api/v1/employers/", **bearer)[0] == 200
    status, _headers, problem = http("/api/v1/workers/", **bearer)
    assert (status, problem["code"]) == (403, "forbidden")


def test_the_token_is_kept_as_a_hash(http, made):
    answer = ask_token(http, made)[2]
    assert not Token.objects.filter(hash=answer["access_token"]).exists()
    assert made.secret not in ApiClient.objects.get().oauth.secret
    assert made.secret.encode() not in bytes(ClientSecret.objects.get().digest)


def test_a_wrong_secret_gets_nothing(http, made):
    status, _headers, answer = ask_token(http, made, secret="wrong")
    assert (status, answer["error"]) == (401, "invalid_client")
    assert Token.objects.count() == 0


@pytest.mark.parametrize(
    "scope", ["workers:read", "workers:sensitive", "no:such", "employers:read workers:read"]
)
def test_a_scope_it_was_not_given_is_refused(http, made, scope):
    status, _headers, answer = ask_token(http, made, scope=scope)
    assert (status, answer["error"]) == (400, "invalid_scope")
    assert Token.objects.count() == 0


def test_fewer_scopes_than_it_has_may_be_asked(http, made):
    answer = ask_token(http, made, scope="vacancies:read")[2]
    assert answer["scope"] == "vacancies:read"
    assert http("/api/v1/employers/", Authorization=f"Bearer {answer['access_token']}")[0] == 403


def test_a_suspended_client_is_out_at_once_and_back_when_resumed(http, made):
    bearer = {"Authorization": f"Bearer {ask_token(http, made)[2]['access_token']}"}
    actions.suspend_api_client(client=made.client, by=None, at=NOW, reason="rò rỉ")
    status, headers, problem = http("/api/v1/employers/", **bearer)
    assert (status, problem["code"], headers["WWW-Authenticate"]) == (
        401,
        "invalid_token",
        'Bearer realm="api"',
    )
    status, _headers, answer = ask_token(http, made)
    assert (status, answer["error"]) == (400, "unauthorized_client")
    actions.resume_api_client(client=made.client, by=None, at=NOW)
    assert ask_token(http, made)[0] == 200
    assert http("/api/v1/employers/", **bearer)[0] == 401  # its old tokens stay dead


def test_a_revoked_client_is_gone_and_its_account_stays(http, made):
    bearer = {"Authorization": f"Bearer {ask_token(http, made)[2]['access_token']}"}
    user = made.client.user
    actions.revoke_api_client(client=made.client, by=None, at=NOW)
    assert http("/api/v1/employers/", **bearer)[0] == 401
    assert ask_token(http, made)[2]["error"] == "invalid_client"
    assert User.objects.get(pk=user.pk).is_active is False
    assert ApiClient.objects.count() == 0


def test_the_secret_before_works_on_for_a_week(http, made):
    at = timezone.now()
    fresh = actions.rotate_api_client(client=made.client, by=None, at=at)
    assert ask_token(http, made)[0] == ask_token(http, fresh)[0] == 200
    with time_machine.travel(at + timedelta(days=7), tick=False):
        assert ask_token(http, made)[0] == 401
        assert ask_token(http, fresh)[0] == 200


def test_at_most_two_secrets_work(http, made):
    at = timezone.now() - timedelta(seconds=2)
    second = actions.rotate_api_client(client=made.client, by=None, at=at)
    third = actions.rotate_api_client(client=made.client, by=None, at=at + timedelta(seconds=1))
    assert [ask_token(http, one)[0] for one in (made, second, third)] == [401, 200, 200]


def test_a_secret_replaced_without_overlap_ends_at_once(http, made):
    fresh = actions.rotate_api_client(client=made.client, overlap=timedelta(0), by=None, at=timezone.now())
    assert [ask_token(http, one)[0] for one in (made, fresh)] == [401, 200]


def test_the_secret_of_one_client_opens_no_other(http, made, son_la):
    other = actions.create_api_client(centre=son_la, name="Sở", scopes=("vacancies:read",), by=None, at=NOW)
    assert ask_token(http, made, secret=other.secret)[0] == 401


def test_each_secret_says_when_it_was_used_last(http, made):
    assert [secret.last_used_at for secret in made.client.secrets.all()] == [None]
    before = timezone.now()
    ask_token(http, made, secret="wrong")
    assert [secret.last_used_at for secret in made.client.secrets.all()] == [None]
    ask_token(http, made)
    assert before <= made.client.secrets.get().last_used_at <= timezone.now()


def test_clients_of_a_sandbox_are_known_by_their_id(son_la):
    son_la.is_sandbox = True
    sandbox = actions.create_api_client(centre=son_la, name="a", by=None, at=NOW)
    son_la.is_sandbox = False
    real = actions.create_api_client(centre=son_la, name="b", by=None, at=NOW)
    assert sandbox.client.oauth_id.startswith("test_")
    assert not real.client.oauth_id.startswith("test_")


def test_a_revoked_token_no_longer_works(http, made):
    token = ask_token(http, made)[2]["access_token"]
    data = {"token": token, "client_id": made.client.oauth_id, "client_secret": made.secret}
    assert Caller(token=token).get("/employers/").status_code == 200
    Caller().client.post("/identity/o/api/revoke", data)
    assert_problem(Caller(token=token).get("/employers/"), 401, "invalid_token")


def test_narrowing_a_client_narrows_the_tokens_it_holds(son_la):
    caller = Caller(token=make_token(son_la))
    assert caller.get("/employers/").status_code == 200
    oauth = ApiClient.objects.get().oauth
    oauth.set_scopes(["vacancies:read"])
    oauth.save()
    assert_problem(caller.get("/employers/"), 403, "forbidden")


@pytest.mark.parametrize("what", ["client", "account"])
def test_an_inactive_client_or_account_is_refused(son_la, what):
    caller = Caller(token=make_token(son_la))
    client = ApiClient.objects.get()
    row = client if what == "client" else client.user
    row.is_active = False
    row.save()
    assert_problem(caller.get("/employers/"), 401, "invalid_token")


def test_a_token_in_the_address_does_not_count(son_la):
    token = make_token(son_la)
    assert_problem(Caller().get(f"/employers/?access_token={token}"), 401, "not_authenticated")


def test_sensitive_scopes_have_to_be_named(son_la):
    made = actions.create_api_client(
        centre=son_la, name="Sở Nội vụ", scopes=["workers:sensitive"], by=None, at=NOW
    )
    assert made.client.oauth.get_scopes() == ["workers:sensitive"]
    assert made.client.oauth.get_default_scopes() == []


def test_an_unknown_scope_makes_no_client(son_la):
    with pytest.raises(actions.UnknownScope, match="users:manage"):
        actions.create_api_client(centre=son_la, name="x", scopes=["users:manage"], by=None, at=NOW)
    assert ApiClient.objects.count() == 0


def test_the_command_prints_the_secret_once(son_la, capsys):
    call_command("api_client", "SLA", "Cổng tỉnh")
    printed = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    client = ApiClient.objects.get()
    assert printed["client_id"] == client.oauth_id
    assert client.oauth.check_secret(printed["client_secret"])
    assert "workers:sensitive" not in client.oauth.get_scopes()
    assert AuditEvent.objects.get().verb == "api_client.created"
    call_command("api_client", "SLA", client.oauth_id, "--rotate")
    again = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert again["client_secret"] != printed["client_secret"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["XYZ", "a"], "no centre XYZ"),
        (["SLA", "a", "--rotate"], "no such client"),
        (["SLA", "a", "--scopes", "all"], "no such scope: all"),
    ],
)
def test_the_command_refuses(son_la, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("api_client", *arguments)
    assert ApiClient.objects.count() == 0


def test_staff_changes_need_the_csrf_token(hoa):
    caller = Caller(user=hoa)
    caller.client.handler.enforce_csrf_checks = True
    assert_problem(caller.post("/workers/search/", {"name": "a"}), 403, "forbidden")
