"""The link that opens a specialist system: what it may say, and what is put in."""

import pytest

from einamt.catalog.specialist_systems.rules import faults_of_link, filled

LOCAL = "vois-meso://person?name={name}&ref={reference}"


@pytest.mark.parametrize("template", ["", LOCAL, "https://register.example.org/vorgang/{reference}?s={service}"])
def test_a_link_to_a_program_or_a_page_is_taken(template: str) -> None:
    assert list(faults_of_link(template)) == []


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("https://register.example.org/?name={name}", "not in an address of the web"),
        ("http://10.0.0.7/?n={name}", "not in an address of the web"),
        ("javascript:alert('{name}')", "may not begin with javascript:"),
        ("JavaScript:alert(1)", "may not begin with javascript:"),
        ("data:text/html,{name}", "may not begin with data:"),
        ("file:///etc/{reference}", "may not begin with file:"),
        ("//register.example.org/{reference}", "does not begin with a scheme"),
        ("{reference}:x", "does not begin with a scheme"),
        ("vois-meso://{birthday}", "unknown in braces: birthday"),
        ("vois-meso://{name.__class__}", "unknown in braces: name.__class__"),
        ("vois-meso://{name[0]}", "unknown in braces"),
        ("vois-meso://{name", "not closed"),
    ],
)
def test_a_link_that_would_leak_or_run_something_is_named(template: str, fault: str) -> None:
    assert fault in "\n".join(faults_of_link(template))


def test_what_is_put_in_cannot_leave_its_place() -> None:
    values = {"name": "Đặng-Nguyễn & Söhne?x=1#{reference}", "reference": "63T9-KCT-N3N"}
    link = filled(LOCAL, values=values)
    assert link == (
        "vois-meso://person?name=%C4%90%E1%BA%B7ng-Nguy%E1%BB%85n%20%26%20S%C3%B6hne%3Fx%3D1%23%7Breference%7D"
        "&ref=63T9-KCT-N3N"
    )


def test_what_is_not_known_is_empty() -> None:
    assert filled(LOCAL, values={"reference": "A"}) == "vois-meso://person?name=&ref=A"
