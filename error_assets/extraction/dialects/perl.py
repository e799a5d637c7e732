"""Perl: tests in TAP, modules that are not there, programs that do not compile."""

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen

LOGGED = True


def _test(near: Near) -> Seen | None:
    """A failed test of Test::More: place, what came and what was expected stand below as comments."""
    said: list[str] = []
    last = near.line
    for line in near.below(10):
        text = line.text.strip()
        if not text.startswith("#") or text.startswith(("# Looks like", "#   Failed test")):
            break
        last = line
        if len(said) < 4:
            said.append(text.lstrip("# "))
    test = near.match.group("test") or ""
    return Seen(f"{test or 'test'}: {' '.join(said)}", near.line, last, test) if said else None


RULES = (
    Rule(
        name="test",
        find=r"#   Failed test",
        line=r"\s*#   Failed test(?: '(?P<test>.*)')?",
        look=_test,
        framework="prove",
    ),
    Rule(
        name="module",
        find=r"Can't locate \S+ in @INC|Can't locate object method",
        line=r".*(?:Can't locate \S+ in @INC|Can't locate object method )",
        unless=r"^(?:not )?ok |# skip",
        below=r"BEGIN failed|Compilation failed",
        most=3,
        weight=STATED - 3,
    ),
    Rule(
        name="compile",
        find=r"requires explicit package name|syntax error at \S+ line|Can't use (?:string|an undefined value)",
        line=r"(?:Global symbol .* requires explicit package name|syntax error at \S+ line \d+"
        r"|Can't use .* at \S+ line)",
        below=r"Execution of|\S+ had compilation errors|BEGIN failed",
        most=4,
        weight=RAISED + 8,
    ),
)
