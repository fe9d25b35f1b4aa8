"""What goes with a release: the pinned dependencies audited, and the bill of what is in it.

pyproject.toml ─ pins.py ─┬─ yanked.py        withdrawn versions, as the package index tells pip
                          ├─ advisories.py    known vulnerabilities, as pip-audit and npm are told
                          ├─ licences.py      terms of what the product brings along
                          └─ bill.py          the SBOM names all of it
Nothing in the product imports it.
"""
