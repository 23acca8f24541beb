"""What the tests of images share."""

import pytest

from tests.docker.image import Image, lay_out


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """Lay an image out in an empty directory."""
    return lay_out(tmp_path_factory.mktemp("image"))
