"""The short campaign, on PostgreSQL: real processes are killed, and in the end nothing is wrong.

`pytest -m "not chaos"` leaves it out; `make chaos` is the long one, on both databases.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.chaos.campaign import run
from tests.chaos.premises import Plan
from tests.services import Unavailable

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.timeout(240),
    pytest.mark.skipif(sys.platform != "linux", reason="the processes to kill are found in /proc"),
]


def test_nothing_is_wrong_after_everything_went_wrong(tmp_path: Path) -> None:
    plan = Plan(seed=3, seconds=0, buyers=5, postgres=True)
    try:
        report = run(plan, tmp_path)
    except Unavailable as missing:
        pytest.skip(str(missing))
    assert not report.broken, str(report)
    assert report.strikes.total() >= 6, str(report)
    assert report.figures["… paid"], str(report)
    shutil.rmtree(tmp_path)  # a shop's database, kept only where it is worth a look
