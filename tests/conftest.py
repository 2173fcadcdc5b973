"""What every test may ask for: the catalogue, the cast, one fixture per person, a signed-in browser."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from tests import cast as parts


@pytest.fixture(autouse=True)
def empty_cache(settings):
    """Throttles count in the cache; every test starts with an empty one of its own process."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(autouse=True)
def pools(settings, tmp_path_factory):
    """The columns matching maps from files lie in a directory of the test."""
    settings.MATCH_POOLS = tmp_path_factory.mktemp("pools")


@pytest.fixture(autouse=True)
def english():
    """Refusals are compared with the sentences of the sources."""
    with translation.override("en"):
        yield


@pytest.fixture
def catalogue(db):
    """Reference lists with real codes: see tests.cast."""
    parts.write_catalogue()


@pytest.fixture
def cast(catalogue) -> parts.Cast:
    """Everybody. One person: the fixture of that name."""
    return parts.make_cast()


@pytest.fixture
def hoa(cast):
    return cast.hoa


@pytest.fixture
def minh(cast):
    return cast.minh


@pytest.fixture
def manager(cast):
    return cast.manager


@pytest.fixture
def officer(cast):
    return cast.officer


@pytest.fixture
def son_la(cast):
    return cast.son_la


@pytest.fixture
def lai_chau(cast):
    return cast.lai_chau


@pytest.fixture
def garments(cast):
    return cast.garments


@pytest.fixture
def browser():
    """``browser(user)``: a test client signed in as ``user``, speaking English so that texts can be compared
    with the sources; ``browser()`` is a stranger's.
    """

    def sign_in(user=None, language="en") -> Client:
        client = Client(headers={"accept-language": language})
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if user is not None:
            client.force_login(user)
        return client

    return sign_in
