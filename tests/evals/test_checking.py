"""The check of sentences over the scripted model that errs, on the shipped documents."""

import json
from pathlib import Path

import pytest

from assistant.checking.check import Check
from assistant.settings import SHIPPED_DOCUMENTS
from corpus.embedding import built_in
from corpus.errors import ProductError
from corpus.index import Index
from corpus.ingest import sync
from evals import checking
from evals.checking import Said
from evals.golden.questions import CALIBRATION, read, suite


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    folder = tmp_path_factory.mktemp("index")
    sync([SHIPPED_DOCUMENTS], folder, embedder=built_in())
    return Check(Index.open(folder))


@pytest.fixture(scope="module")
def sentences() -> tuple[Said, ...]:
    return checking.said(read(suite(CALIBRATION)))


def test_half_of_what_the_scripted_model_says_is_wrong_and_always_the_same(sentences: tuple[Said, ...]) -> None:
    right = [one for one in sentences if one.right]
    assert len(sentences) == 2 * len(right)
    assert sentences == checking.said(read(suite(CALIBRATION)))
    assert {one.made for one in sentences if not one.right} == {
        "wrong: number", "wrong: date", "wrong: name", "wrong: negation", "wrong: another sentence",
        "wrong: invented ending",
    }  # fmt: skip


def test_no_number_date_or_name_that_the_quote_lacks_is_shown(check: Check, sentences: tuple[Said, ...]) -> None:
    found = checking.measure(sentences, check)
    for kind in ("number", "date", "name", "another sentence"):
        assert found["made"][f"wrong: {kind}"]["shown"] == 0
    assert found["made"]["wrong: negation"]["shown"] <= 0.06 * found["made"]["wrong: negation"]["sentences"]
    assert found["right sentences dropped"] <= 0.05


def test_sick_is_counted_by_label(tmp_path: Path, check: Check) -> None:
    pairs = [
        ("ENTAILMENT", "Een man speelt gitaar in het park", "Een man speelt gitaar"),
        ("CONTRADICTION", "Een man speelt gitaar", "Een man speelt geen gitaar"),
    ]
    file = tmp_path / "paren.jsonl"
    rows = ({"label": label, "premise": one, "hypothesis": other} for label, one, other in pairs)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = checking.sick(file, check)
    assert found["ENTAILMENT"] == {"pairs": 1, "let through": 1.0}
    assert found["CONTRADICTION"] == {"pairs": 1, "let through": 0.0}
    assert found["NEUTRAL"]["pairs"] == 0


def test_a_file_that_is_not_there_is_named(tmp_path: Path, check: Check) -> None:
    with pytest.raises(ProductError, match=r"weg\.jsonl"):
        checking.sick(tmp_path / "weg.jsonl", check)
