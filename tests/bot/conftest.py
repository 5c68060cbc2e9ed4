"""What tests of the running application share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.running import demo_database


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_database(tmp_path_factory.mktemp("demo"))
