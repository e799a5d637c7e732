"""JUnit XML as a stream of failed test cases: whatever the producer, the encoding, the size and the break."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from error_assets.extraction.xml_text import xml_text

BODY_CHARACTERS = 100_000
"""How much of one failure's text is kept: far more than is shown, and a bound on what one element can take."""

OUTPUT_CHARACTERS = 8_000
"""How much of the end of a test's captured output is kept, for producers that write the failure only there."""

MOST_FAILURES = 2_000
"""Failed cases kept of one file: each failed test of a large suite, and a bound on what broken output can take."""

ALL_CHARACTERS = 20_000_000
"""How much text is kept of all failures of one file together; of those after it only LATER_CHARACTERS each."""

LATER_CHARACTERS = 2_000
"""Enough for what a test says first."""

NAME_CHARACTERS = 1_000
"""How much of a name (suite, class, test, file, type) is kept; a test that is named by a dump has no longer one."""

DEEPEST = 1_000
"""Elements within each other: files have ten, and each failure keeps the names of all suites around it."""

Suites = tuple[str, ...]
Name = tuple[Suites, str, str, str]
"""Suites, class, test and file: what tells a repeated case from a namesake."""

FAILURES = frozenset({"failure", "error"})
OUTPUTS = frozenset({"system-out", "system-err"})
ROOTS = frozenset({"testsuites", "testsuite", "testcase", "testrun"})


class JUnitUnreadable(ValueError):
    """The bytes are no JUnit XML, or break before the first failed test. The message says where and why."""


@dataclass(slots=True)
class FailedCase:
    """A failed test case or suite as the file tells it; lines of the file count from 1."""

    kind: Literal["failure", "error"]
    suites: tuple[str, ...]
    classname: str
    name: str
    file: str
    type: str
    message: str
    line_start: int
    line_end: int = 0
    body: str = ""
    output: str = ""


@dataclass(slots=True)
class Read:
    """What a file held: its failed cases, how many cases were read, why reading stopped early, if it
    did, and how many failed cases were met beyond MOST_FAILURES."""

    failed: list[FailedCase] = field(default_factory=list)
    cases: int = 0
    producer: str = ""
    broken: str | None = None
    beyond: int = 0


def read(chunks: Iterable[bytes]) -> Read:
    """The failed cases of a file in its order. Raises nothing for a bad file: `broken` says why reading ended."""
    collector = _Collector()
    # Entity declarations and what lies outside the file are refused; a document type alone is harmless.
    parser = create_parser(forbid_dtd=False)
    parser.setContentHandler(collector)
    collector.setDocumentLocator(parser)
    try:
        for text in xml_text(chunks):
            parser.feed(text)
        parser.close()
    except SAXParseException as error:
        collector.read.broken = f"{error.getMessage()} (line {error.getLineNumber()})"
    except (DefusedXmlException, SAXException, JUnitUnreadable) as error:
        collector.read.broken = str(error)
    return collector.closed()


class _Collector(ContentHandler):
    """Gathers failed cases from the parser's events; holds one case's text at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        self._where: Locator | None = None
        self._depth = 0
        self._suites: list[str] = []
        self._failed: dict[Name, list[FailedCase]] = {}
        self._silent: dict[Suites, set[Name]] = defaultdict(set)
        self._count = self._characters = 0
        self._case: tuple[str, str, str] | None = None
        self._of_case: list[FailedCase] = []
        self._skipped = False
        self._text: list[str] = []
        self._room = 0
        self._open: FailedCase | None = None
        self._output = ""

    def setDocumentLocator(self, locator: Locator) -> None:
        self._where = locator

    def startElement(self, tag: str, attrs: AttributesImpl) -> None:
        tag = tag.rpartition(":")[2]
        if not self._depth and tag not in ROOTS:
            raise JUnitUnreadable(f"not JUnit XML: its root is <{tag[:80]}>")
        self._depth += 1
        if self._depth > DEEPEST:
            raise JUnitUnreadable(f"more than {DEEPEST} elements within each other")
        if tag in ("testsuites", "testsuite"):
            self._suites.append(_named(attrs, "name"))
            self.read.producer = self.read.producer or self._suites[-1]
        elif tag == "testcase":
            self._begin_case(attrs)
        elif tag in FAILURES and self._open is None:
            self._begin_failure(tag, attrs)
        elif tag == "skipped":
            self._skipped = True
        elif tag in OUTPUTS and self._open is None:
            self._text, self._room = [], BODY_CHARACTERS

    def endElement(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        self._depth -= 1
        if tag in ("testsuites", "testsuite") and self._suites:
            self._hand_out()
            self._suites.pop()
        elif tag == "testcase":
            self._end_case()
        elif tag in FAILURES and self._open is not None and self._open.kind == tag:
            self._end_failure()
        elif tag in OUTPUTS and self._open is None:
            self._output = (self._output + "".join(self._text))[-OUTPUT_CHARACTERS:]
            self._text, self._room = [], 0

    def characters(self, content: str) -> None:
        if self._room > 0:
            self._text.append(content[: self._room])
            self._room -= len(content)

    def closed(self) -> Read:
        """What was read, with what was open when the file ended."""
        if self._open is not None:
            self._end_failure()
        self._end_case()
        cases = [case for cases in self._failed.values() for case in cases]
        self.read.failed = sorted(cases, key=lambda case: case.line_start)
        return self.read

    def _line(self) -> int:
        return self._where.getLineNumber() or 0 if self._where else 0

    def _begin_case(self, attrs: AttributesImpl) -> None:
        self._end_case()
        self._case = (_named(attrs, "classname"), _named(attrs, "name"), _named(attrs, "file"))
        self.read.cases += 1

    def _begin_failure(self, tag: str, attrs: AttributesImpl) -> None:
        classname, name, file = self._case or ("", self._suites[-1] if self._suites else "", "")
        self._open = FailedCase(
            kind="error" if tag == "error" else "failure",
            suites=tuple(self._suites),
            classname=classname,
            name=name,
            file=file,
            type=_named(attrs, "type"),
            message=attrs.get("message", "")[: self._kept_of_each()],
            line_start=self._line(),
        )
        self._text, self._room = [], self._kept_of_each()

    def _kept_of_each(self) -> int:
        return BODY_CHARACTERS if self._characters < ALL_CHARACTERS else LATER_CHARACTERS

    def _end_failure(self) -> None:
        assert self._open is not None
        self._open.body = "".join(self._text)
        self._open.line_end = max(self._line(), self._open.line_start)
        self._text, self._room = [], 0
        if self._case is None:
            self._keep([self._open])
        else:
            self._of_case.append(self._open)
        self._open = None

    def _end_case(self) -> None:
        if self._case is not None:
            for case in self._of_case:
                case.output = self._output
            if not self._of_case and not self._skipped:
                self._settle_repeats((tuple(self._suites), *self._case))
            self._keep(self._of_case)
        self._case, self._of_case, self._output, self._skipped = None, [], "", False

    def _settle_repeats(self, name: Name) -> None:
        """A case that passes after it failed under the same name in the same suite has been repeated: no failure."""
        if name in self._failed:
            self._count -= len(self._failed.pop(name))
            self._silent[name[0]].discard(name)

    def _hand_out(self) -> None:
        """A suite's output goes to its failed cases that say nothing: go-junit-report has panics only there."""
        silent = self._silent.pop(tuple(self._suites), set())
        if not self._output.strip() or self._case is not None:
            return
        for case in (case for name in silent for case in self._failed[name] if _is_silent(case)):
            case.output = self._output
        self._output = ""

    def _keep(self, cases: list[FailedCase]) -> None:
        room = MOST_FAILURES - self._count
        self.read.beyond += max(0, len(cases) - room)
        for case in cases[:room]:
            name = (case.suites, case.classname, case.name, case.file)
            self._failed.setdefault(name, []).append(case)
            if _is_silent(case):
                self._silent[case.suites].add(name)
            self._count += 1
            self._characters += len(case.message) + len(case.body) + len(case.output)


def _is_silent(case: FailedCase) -> bool:
    return not case.body.strip() and not case.output.strip()


def _named(attrs: AttributesImpl, attribute: str) -> str:
    """The attribute's value, "" without it; one beyond NAME_CHARACTERS is cut, and a digest keeps it told apart."""
    value: str = attrs.get(attribute, "")
    if len(value) <= NAME_CHARACTERS:
        return value
    return f"{value[:NAME_CHARACTERS]}…{sha256(value.encode()).hexdigest()[:8]}"
