import json
import sys
import tomllib
from pathlib import Path

import pytest

from corpus.errors import ProductError
from release import bill
from release.pins import ROOT, needed, pinned

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_bill_names_our_version_and_all_that_the_product_needs_as_it_is_pinned(tmp_path: Path) -> None:
    bill.write(Path(sys.executable), tmp_path / "dist/sbom.cdx.json", validate=False)
    written = bill.read(tmp_path / "dist/sbom.cdx.json")
    assert (written.product, written.version) == ("assistent-regiovorming", VERSION)
    assert bill.faults(written, VERSION, needed(("evals", "postgresql")), pinned()) == []


def test_what_is_missing_in_a_bill_or_stands_there_in_another_version_is_named() -> None:
    listed = bill.Bill("x", "1", {"numpy": "2.4.5", "torch": "2.13.0+cpu"}, frozenset())
    assert bill.faults(listed, "2", ["numpy", "torch", "click"], {"numpy": "2.4.6", "torch": "2.13.0"}) == [
        "the bill is of version 1, and this is 2",
        "click is needed and not in the bill",
        "numpy is 2.4.5 in the bill and 2.4.6 in constraints.txt",
    ]


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"metadata": {"component": {}}})])
def test_another_file_is_no_bill(tmp_path: Path, content: str) -> None:
    file = tmp_path / "sbom.cdx.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ProductError, match="is no CycloneDX file"):
        bill.read(file)


def test_without_its_tool_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProductError, match=r"\.venv-tools/\.installed"):
        bill.write(Path(sys.executable), tmp_path / "b.json", command=tmp_path / "absent")
