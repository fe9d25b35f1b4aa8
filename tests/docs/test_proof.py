import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROOF = ROOT / "docs/proof.md"
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
HONEST = re.compile(r"\*(?:not proven|by hand)\*")


def rows() -> list[tuple[str, str]]:
    lines = [line for line in PROOF.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [(demand, test) for demand, test in cells if demand != "demand" and not demand.startswith("---")]


def names_in(file: Path) -> set[str]:
    return set(re.findall(r"^\s*(?:async )?def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_demand_names_a_test_or_says_that_none_proves_it() -> None:
    silent = [demand for demand, test in rows() if not (NAMED.search(test) or HONEST.search(test))]
    assert not silent


def test_every_test_that_is_named_exists() -> None:
    named = {found for _, test in rows() for found in NAMED.findall(test)}
    missing = {
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / "tests" / path).is_file() or name not in names_in(ROOT / "tests" / path)
    }
    assert len(named) > 50
    assert not missing


def test_no_row_is_lost_to_a_slip_in_the_table() -> None:
    text = PROOF.read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) == sum(len(NAMED.findall(test)) for _, test in rows())
