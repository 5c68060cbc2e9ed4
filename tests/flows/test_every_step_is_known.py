"""A stored conversation may name any step: every process must know them all as soon as it knows the dialogues."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

FLOWS = Path("flows")
DIALOGUES = "import flows.buyer.dialogue, flows.merchant.dialogue, flows.courier.rider"


def test_a_fresh_process_knows_every_step() -> None:
    written = {
        name for file in FLOWS.rglob("*.py") for name in re.findall(r'^@step\("([^"]+)"\)', file.read_text(), re.M)
    }
    code = f"{DIALOGUES}\nfrom flows.talk.steps import STEPS\nprint(*STEPS, sep='\\n')"
    known = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert len(written) > 20
    assert written == set(known)
