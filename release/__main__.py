"""`python -m release audit` and `python -m release bill FILE [--of PYTHON]`: see the Makefile."""

import argparse
import sys
import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from corpus.errors import ProductError
from release import advisories, bill, licences, yanked
from release.accepted import Finding, accepted, not_accepted
from release.asking import OutOfReach
from release.pins import INSTALLED_BY_USERS, ROOT, needed, pinned


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return the exit status: 0 well, 1 a fault was found or a file cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    audit = commands.add_parser("audit", help="pins, licences, withdrawn versions and known vulnerabilities")
    audit.add_argument("--strict", action="store_true", help="a service that cannot be asked is a fault, for a release")
    audit.set_defaults(run=lambda chosen: _audit(strict=chosen.strict))
    made = commands.add_parser("bill", help="the SBOM of what is installed, checked against the pins")
    made.add_argument("file", type=Path)
    made.add_argument("--of", type=Path, default=Path(sys.executable), help="the Python beside which it is installed")
    made.set_defaults(run=lambda chosen: _bill(chosen.file, chosen.of))
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except ProductError as error:
        print(error, file=sys.stderr)
        return 1


def _audit(*, strict: bool) -> int:
    pins = pinned()
    told = [f"{name}: is needed and not in constraints.txt" for name in sorted(set(needed(["test"])) - set(pins))]
    terms = licences.not_fine(needed(INSTALLED_BY_USERS), licences.terms())
    told += [f"{name}: its licence is not among those in release/licences.toml: {what}" for name, what in terms.items()]
    services: tuple[Callable[[], list[Finding]], ...] = (
        lambda: yanked.yanked(pins),
        lambda: advisories.of_python(pins),
        advisories.of_npm,
    )
    silent = 0
    for service in services:
        try:
            told += map(str, not_accepted(service(), accepted(), date.today()))
        except OutOfReach as error:
            silent += 1
            print(f"NOT AUDITED: {error}", file=sys.stderr)
    print(*told, sep="\n", end="\n" if told else "")
    print(f"{len(pins)} pinned versions: {len(told)} faults; {silent} of {len(services)} services could not be asked")
    return 1 if told or (strict and silent) else 0


def _bill(file: Path, python: Path) -> int:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    bill.write(python, file)
    written = bill.read(file)
    told = bill.faults(written, version, needed(("evals", "postgresql")), pinned())
    print(*told, sep="\n", end="\n" if told else "")
    print(f"{file}: {written.product} {written.version} and {len(written.parts)} parts; {len(told)} faults")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
