import pytest

from evals.figures import as_markdown, exact, machine


@pytest.mark.parametrize(
    ("quote", "page", "expected"),
    [
        ("de gemeente beslist", "Wat de ge\ufffe\nmeente  beslist, geldt.", True),
        ("micro-onderneming", "een micro\u00adonder-\nneming", True),
        ("de gemeente beslist", "de gemeente beslist niet", True),
        ("de gemeenten beslissen", "de gemeente beslist", False),
    ],
)
def test_white_space_and_hyphens_are_left_out_of_the_comparison(quote: str, page: str, expected: bool) -> None:
    assert exact(quote, page) is expected


def test_the_table_holds_each_figure_and_the_machine() -> None:
    figures = [{"what": "ask from a cold start", "value": 1.5, "unit": "s", "reach": "under 3"}]
    table = as_markdown({"figures": figures, "machine": {"processor": "Een processor", "cores": "2 cores"}})
    assert "| ask from a cold start | under 3 | 1.5 s |" in table
    assert table.endswith("Machine: Een processor, 2 cores.")


def test_the_machine_is_known() -> None:
    assert all(machine().values())
