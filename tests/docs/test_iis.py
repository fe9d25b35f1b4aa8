"""The example for IIS. No machine of ours runs Windows, so only what can be read from the files is looked at here."""

import re
from typing import Any

from defusedxml.ElementTree import parse

from assistant.settings import DEFAULT_PORT
from evals.review.forms import LARGEST_FILE
from tests.docs.proxy import EXAMPLE, NAME

DOCS = EXAMPLE.parent
PAGE = (DOCS.parent / "running.md").read_text(encoding="utf-8")
CONFIGURATION: Any = parse(DOCS / "web.config").getroot()


def rule(name: str) -> Any:
    (found,) = (each for each in CONFIGURATION.iter("rule") if each.get("name") == name)
    return found


def test_it_is_well_formed_and_says_that_nobody_ran_it() -> None:
    assert CONFIGURATION.tag == "configuration"
    assert "Not tested by us" in (DOCS / "web.config").read_text(encoding="utf-8")
    section = PAGE.split("### IIS", 1)[1].split("\n## ", 1)[0]
    assert "**not run**" in section


def test_plain_http_leads_to_https_before_anything_is_passed_on() -> None:
    names = [each.get("name") for each in CONFIGURATION.iter("rule")]
    assert names == ["to https", "figures stay here", "to the assistant"]
    assert all(each.get("stopProcessing") == "true" for each in CONFIGURATION.iter("rule"))
    assert rule("to https").find("action").get("url") == f"https://{NAME}/{{R:1}}"
    assert re.fullmatch(rule("figures stay here").find("match").get("url"), "metrics")


def test_it_passes_to_the_server_with_the_headers_that_nginx_sends() -> None:
    passed = rule("to the assistant")
    assert passed.find("action").get("url") == f"http://127.0.0.1:{DEFAULT_PORT}/{{R:1}}"
    sent = {each.get("name"): each.get("value") for each in passed.iter("set")}
    assert sent == {
        "HTTP_X_FORWARDED_PROTO": "https", "HTTP_FORWARDED": "", "HTTP_X_REMOTE_USER": "", "HTTP_X_REMOTE_GROUPS": "",
    }  # fmt: skip


def test_each_header_that_it_sets_is_allowed_by_a_line_of_the_page() -> None:
    allowed = set(re.findall(r"allowedServerVariables /\+\"\[name='(\w+)'\]\"", PAGE))
    assert allowed == {each.get("name") for each in CONFIGURATION.iter("set")}


def test_streams_pass_and_uploads_of_the_review_page_do() -> None:
    assert '/responseBufferLimit:"0"' in PAGE and '/preserveHostHeader:"True"' in PAGE
    compression = CONFIGURATION.find("system.webServer/urlCompression")
    assert compression.get("doDynamicCompression") == "false"
    limit = CONFIGURATION.find("system.webServer/security/requestFiltering/requestLimits")
    assert int(limit.get("maxAllowedContentLength")) > LARGEST_FILE
