"""Rule 11: the graph of the dialogue is drawn from the code."""

from __future__ import annotations

from pathlib import Path

from flows.graph import README, edges, mermaid, read, written


def test_the_readme_is_fresh() -> None:
    text = README.read_text("utf-8")
    assert text == written(text, mermaid(read())), "python -m flows.graph"


def test_what_a_step_leads_to(tmp_path: Path) -> None:
    folder = tmp_path / "flows"
    (folder / "buyer").mkdir(parents=True)
    (folder / "buyer" / "a.py").write_text(
        'from flows.buyer.b import B\n@step("a")\nclass A:\n  def hear(self, x, shop):\n    return helper(x)\n'
        "def helper(x):\n  return say(1) + to(B(x)) if x else start(A())\n"
    )
    (folder / "buyer" / "b.py").write_text('@step("b")\nclass B:\n  def hear(self, x, shop):\n    return again(1)\n')
    assert edges(read(folder)) == [("a", "start", "a"), ("a", "to", "b")]
