"""axe-core on a page as the browser shows it. The only door to axe-playwright-python, which carries axe-core."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""WCAG 2.2 AA, which holds 2.1 AA of EN 301 549, and what axe-core's makers advise beyond it."""


def violations(page: Any) -> list[str]:
    """Return what axe-core finds wrong on the page: one line for each rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    wanted = {"runOnly": {"type": "tag", "values": list(TAGS)}, "resultTypes": ["violations"]}
    found = page.evaluate("(wanted) => axe.run(document, wanted)", wanted)
    assert found["passes"], "axe-core checked nothing"
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(str(part) for part in node['target'])}: {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
