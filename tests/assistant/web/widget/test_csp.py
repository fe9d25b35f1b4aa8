import pytest

from assistant.web.widget.csp import deciding, read_policies

OURS = "https://assistent.voorbeeld.be/widget.js"
PAGE = "https://intranet.voorbeeld.be/pagina"


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("script-src https://assistent.voorbeeld.be", True),
        ("script-src assistent.voorbeeld.be", True),
        ("script-src *.voorbeeld.be", True),
        ("script-src https:", True),
        ("script-src *", True),
        ("script-src http://assistent.voorbeeld.be", True),  # http stands for https too
        ("script-src https://assistent.voorbeeld.be:443", True),
        ("script-src https://assistent.voorbeeld.be/", True),
        ("script-src https://assistent.voorbeeld.be/widget.js", True),
        ("default-src https://assistent.voorbeeld.be", True),
        ("script-src 'none'; script-src-elem https://assistent.voorbeeld.be", True),
        ("script-src 'self'", False),
        ("script-src 'none'", False),
        ("script-src", False),
        ("script-src https://assistent.voorbeeld.be:8443", False),
        ("script-src https://assistent.voorbeeld.be/scripts/", False),
        ("script-src *.assistent.voorbeeld.be", False),
        ("default-src *; script-src 'self'", False),
        ("SCRIPT-SRC https://assistent.voorbeeld.be; script-src 'none'", True),  # the first of a name counts
    ],
)
def test_a_policy_allows_a_script_as_a_browser_would(policy, allowed):
    rule = deciding(read_policies([policy])[0], "script-src")
    assert rule is not None and rule.allows(OURS, PAGE) is allowed


def test_what_no_rule_names_is_free():
    assert deciding(read_policies(["img-src 'self'"])[0], "frame-src") is None


def test_frames_fall_back_on_child_src_and_then_on_default_src():
    policy = read_policies(["default-src 'self'; child-src https://a.be"])[0]
    assert deciding(policy, "frame-src").name == "child-src"
    assert deciding(policy, "connect-src").name == "default-src"
    assert deciding(policy, "frame-ancestors") is None


def test_two_policies_in_one_header_stay_two():
    assert len(read_policies(["script-src 'self', frame-src 'none'", "img-src *"])) == 3


def test_self_is_the_page_itself():
    rule = deciding(read_policies(["script-src 'self'"])[0], "script-src")
    assert rule.allows("https://intranet.voorbeeld.be/x.js", PAGE)
    assert rule.allows("https://intranet.voorbeeld.be/x.js", "http://intranet.voorbeeld.be/")
    assert not rule.allows("http://intranet.voorbeeld.be/x.js", PAGE)
