"""PHP: phpunit, pest, phpstan, psalm, php-cs-fixer, composer, fatal errors."""

import re

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen


def _phpunit(near: Near) -> Seen | None:
    """A failed test of phpunit's list, with the message below."""
    test = near.match.group("test")
    said: list[str] = []
    last = near.line
    for line in near.below(14):
        if not line.text and said:
            nearly_done = len(said) >= 1 and last.text.strip().startswith("/")
            if nearly_done:
                break
            continue
        if line.text:
            last = line
            if len(said) < 3 and not line.text.startswith("/"):
                said.append(line.text.strip())
            if line.text.startswith("/"):
                break
    return Seen(f"{test}: {' '.join(said)}" if said else test, near.line, last, test)


def _phpstan(near: Near) -> Seen | None:
    """PHPStan's table: the first finding that can be seen above the count, with its file."""
    said, first = near.line.text.strip(), near.line
    for line in near.above(16):
        found = re.match(r"\s*(?P<line>:?\d+)  +(?P<what>\S.*)", line.text)
        head = re.match(r"\s*Line +(?P<file>\S+)", line.text)
        if found:
            said = f"line {found.group('line')}: {found.group('what')}"
        if head:
            return Seen(f"{head.group('file')} {said}", line, near.line)
        first = line
    return Seen(said, first, near.line)


def _pest(near: Near) -> Seen | None:
    """A failed test of pest's, with the message below."""
    said: list[str] = []
    last = near.line
    for line in near.below(12):
        text = line.text.strip()
        if text.startswith(("at ", "───", "FAILED", "Tests:")):
            break
        if text and len(said) < 3:
            said.append(text)
            last = line
    test = near.match.group("test").strip()
    return Seen(f"{test}: {' '.join(said)}" if said else test, near.line, last, test)


def _fixer(near: Near) -> Seen | None:
    """A file that a fixer would change: its rules stand behind it, or the difference below."""
    what = near.match.group("what")
    below = list(near.below(8))
    if "(" not in what and not any("begin diff" in line.text for line in below[:2]):
        return None
    last = next((line for line in below if not line.text), below[-1] if below else near.line)
    return Seen(what, near.line, last)


def _console(near: Near) -> Seen | None:
    """An exception that a console application shows: its sentence stands below between blank lines."""
    said: list[str] = []
    last = near.line
    for line in near.below(8):
        text = line.text.strip()
        if not text and said:
            break
        if text:
            said.append(text)
            last = line
    return Seen(f"{near.line.text.strip()} {' '.join(said[:3])}", near.line, last) if said else None


RULES = (
    Rule(
        name="phpunit",
        find=r"<bol>\d+\) [\w\\]+::",
        line=r"\d+\) (?P<test>[\w\\]+::\S.*)",
        look=_phpunit,
        framework="phpunit",
    ),
    Rule(
        name="pest",
        find=r"<bol>FAILED +Tests",
        line=r"\s*FAILED +(?P<test>Tests\\.+)",
        look=_pest,
        framework="pest",
    ),
    Rule(
        name="fixer",
        find=r"<bol>\d+\) \S+\.php",
        line=r"\s*\d+\) (?P<what>\S+\.php(?::\d+)?(?: \([\w, /-]+\))?)$",
        look=_fixer,
        gather=True,
        framework="php-cs-fixer",
        weight=STATED - 2,
    ),
    Rule(
        name="console",
        find=r"<bol>In \w+\.php line \d+:",
        line=r"In \w+\.php line \d+:$",
        look=_console,
        framework="symfony",
        weight=RAISED + 3,
    ),
    Rule(
        name="pint",
        find=r"⨯ ",
        line=r"\s*⨯ (?P<what>\S+\.php\s+\w.*)",
        gather=True,
        framework="pint",
        weight=RAISED + 5,
    ),
    Rule(
        name="fatal",
        find=r"PHP (?:Fatal|Parse) error|<bol>(?:Fatal|Parse) error: ",
        line=r"(?P<what>(?:PHP )?(?:Fatal|Parse) error: .+)",
        below=r"\s|#\d|Stack trace|thrown",
        most=8,
        framework="php",
        weight=STATED - 2,
    ),
    Rule(
        name="composer",
        find=r"Your requirements could not be resolved|Your lock file does not contain"
        r"|The lock file is not up to date|Problem \d|\[.*Exception\]",
        line=r"\s*(?:Your requirements could not be resolved.*|Your lock file does not contain.*"
        r"|.*requires php .*but your php version.*)",
        below=r"\s|$|Problem",
        most=10,
        say=2,
        framework="composer",
        weight=STATED - 2,
    ),
    Rule(
        name="phpstan",
        find=r"\[ERROR\] Found \d+ error",
        line=r"\s*\[ERROR\] Found \d+ errors?",
        look=_phpstan,
        framework="phpstan",
        weight=RAISED + 5,
    ),
)
