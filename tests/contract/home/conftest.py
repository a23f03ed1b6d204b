# SPDX-License-Identifier: Apache-2.0
"""Dossiers for tests, with a hasher that costs nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker, Settings

from tests.contract.home.ministry import Ministry, file_dossier, ministry


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def home(db: None) -> Ministry:  # noqa: ARG001 - it opens the test database
    """KR's ministry, its dossier in the test database."""
    return ministry()


@pytest.fixture
def filed(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Ministry]:
    """KR's ministry with record and dossier in files, for several threads or processes."""
    with django_db_blocker.unblock(), file_dossier(tmp_path / "home.db"):
        yield ministry(tmp_path)
