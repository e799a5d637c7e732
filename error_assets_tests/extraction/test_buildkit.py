"""Docker builds: the error of the tool inside the step that failed, whatever else runs beside it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from error_assets.extraction.buildkit import findings_in_buildkit
from error_assets.extraction.finding import Finding

TSC = """\
#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 512B done
#1 DONE 0.0s

#8 [web 4/5] RUN npx tsc
#9 [api 2/3] RUN pip install -r requirements.txt
#8 1.204 src/cart.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'.
#9 1.310 Collecting flask
#9 1.402 ERROR: pip's dependency resolver does not currently take into account all the packages
#8 ERROR: process "/bin/sh -c npx tsc" did not complete successfully: exit code: 2

#9 [api 2/3] RUN pip install -r requirements.txt
#9 CANCELED
------
 > [web 4/5] RUN npx tsc:
1.204 src/cart.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'.
------
Dockerfile:9
--------------------
   8 |     COPY . .
   9 | >>> RUN npx tsc
--------------------
ERROR: failed to solve: process "/bin/sh -c npx tsc" did not complete successfully: exit code: 2
"""

NO_SUCH_FILE = """\
#5 [2/3] COPY missing.txt /app/
#5 ERROR: failed to calculate checksum of ref a1: "/missing.txt": not found
------
 > [2/3] COPY missing.txt /app/:
------
Dockerfile:3
--------------------
   3 | >>> COPY missing.txt /app/
--------------------
ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref a1: "/missing.txt": not found
"""

UNPARSED = """\
#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 90B done
#1 DONE 0.0s
Dockerfile:2
--------------------
   2 | >>> RUNN make
--------------------
ERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)
"""

LEGACY = """\
Step 1/2 : FROM debian:12
 ---> 0123456789ab
Step 2/2 : RUN apt-get install -y nothing-here
 ---> Running in 0123456789ac
E: Unable to locate package nothing-here
The command '/bin/sh -c apt-get install -y nothing-here' returned a non-zero code: 100
"""


def found(text: str) -> list[Finding]:
    return findings_in_buildkit([text.encode()])


def test_the_tools_error_inside_the_failed_step_leads() -> None:
    findings = found(TSC)
    assert "TS2322" in findings[0].message
    assert (findings[0].source, findings[0].step_name) == ("buildkit", "[web 4/5] RUN npx tsc")


def test_a_step_stopped_because_another_failed_is_no_error() -> None:
    assert not any("pip" in finding.message or "api" in finding.step_name for finding in found(TSC))


def test_lines_are_those_of_the_log() -> None:
    line = TSC.split("\n").index(
        "#8 1.204 src/cart.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'."
    )
    assert found(TSC)[0].line_start == line + 1


def test_builds_inside_an_actions_log_read_the_same() -> None:
    stamped = "".join(f"2026-11-24T10:00:00.1234567Z {line}\n" for line in TSC.splitlines())
    assert [f.message for f in found(stamped)] == [f.message for f in found(TSC)]


def test_an_error_of_buildkit_itself_is_told_in_its_words_and_place() -> None:
    (finding,) = found(NO_SUCH_FILE)
    assert finding.message == 'failed to calculate checksum of ref a1: "/missing.txt": not found'
    assert "Dockerfile:3" in finding.text


def test_a_dockerfile_that_does_not_parse_is_an_error_without_a_step() -> None:
    (finding,) = found(UNPARSED)
    assert finding.message == "dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)"


def test_the_builder_before_buildkit_is_read_too() -> None:
    assert found(LEGACY)[0].message == "E: Unable to locate package nothing-here"


def test_lines_that_a_console_broke_are_read_as_one() -> None:
    line = "#8 1.204 src/cart.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'."
    broken = TSC.replace(line, f"{line[:79]}\n{line[79:]}")
    assert found(broken)[0].message == found(TSC)[0].message


def test_a_step_whose_tool_says_nothing_known_shows_its_last_lines() -> None:
    (finding,) = found(
        '#3 [2/2] RUN ./go\n#3 0.1 starting\n#3 0.2 so long\n#3 ERROR: process "/bin/sh -c ./go" did not complete'
        " successfully: exit code: 3\n"
    )
    assert "exit code: 3" in finding.message
    assert "so long" in finding.text


@pytest.mark.parametrize("text", ["", "#1 [1/1] RUN make\n#1 0.1 ok\n#1 DONE 0.2s\n", "no build at all\n"])
def test_a_build_that_did_not_fail_has_no_errors(text: str) -> None:
    assert found(text) == []


pieces = st.sampled_from(
    [
        "#1 ",
        "#22 ",
        "ERROR",
        "ERROR: ",
        "CANCELED",
        "1.2 ",
        "\n",
        "------",
        " > [a]:",
        "Dockerfile:3",
        "failed to solve: x",
    ]
)


@given(parts=st.lists(st.one_of(pieces, st.text(max_size=20)), max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_without_raising(parts: list[str]) -> None:
    for finding in found("".join(parts)):
        assert finding.source == "buildkit"
        assert finding.line_start is not None
