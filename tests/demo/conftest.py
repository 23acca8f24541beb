"""One community for all tests that only look at it."""

from datetime import UTC, datetime

import pytest

from sidepro.demo.community import Community, community
from sidepro.demo.records import Project
from sidepro.wire.catalogue import Catalogue

UNTIL = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="session")
def people_and_projects() -> Community:
    """Give the community that everybody sees first."""
    return community(until=UNTIL)


@pytest.fixture(scope="session")
def projects(people_and_projects: Community) -> list[Project]:
    """Give all of its projects."""
    return list(people_and_projects.projects())


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Give the catalogue of skills."""
    return Catalogue.load()
