from datetime import date

import pytest

from release.accepted import accepted, not_accepted
from release.asking import OutOfReach
from release.pins import pinned
from release.yanked import WITHDRAWN, main_index_only, yanked


def test_no_pinned_version_was_withdrawn_by_its_makers() -> None:
    name, version = WITHDRAWN
    try:
        known = yanked({name: version})
        found = yanked(pinned())
    except OutOfReach as error:
        pytest.skip(str(error))
    assert [str(one) for one in known] == [f"{name} {version}: {name}=={version} (withdrawn by its makers)"]
    assert not_accepted(found, accepted(), date.today()) == []


def test_pip_is_asked_about_its_main_index_and_no_copies() -> None:
    configured = (
        "global.cert='/etc/certificates.crt'\nglobal.extra-index-url='file:///copies https://copies.example/simple'\n"
        "global.find-links='/wheels'\nglobal.index-url='https://index.example/simple'\ninstall.no-index='true'\n"
        ":env:.find-links='/wheels'\nlist.format='columns'\n"
    )
    assert main_index_only(configured) == (
        "[global]\ncert = /etc/certificates.crt\nindex-url = https://index.example/simple\n"
    )


def test_an_index_that_cannot_be_asked_is_not_an_index_without_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(OutOfReach, match="the package index cannot be asked from here"):
        yanked({"numpy": "2.4.0"})
