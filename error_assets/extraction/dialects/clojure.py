"""Clojure: clojure.test, the reader and compiler, Leiningen."""

from error_assets.extraction.dialect import STATED, Near, Rule, Seen

LOGGED = True


def _test(near: Near) -> Seen | None:
    """A failed test: what was expected and what came stand below."""
    said: list[str] = []
    last = near.line
    for line in near.below(16):
        text = line.text.strip()
        if not text or text.startswith(("FAIL in", "ERROR in", "Ran ")):
            break
        if text.startswith("at "):
            continue
        last = line
        if text.startswith(("expected:", "actual:")) or not said:
            said.append(text)
    test = near.match.group("test")
    return Seen(f"{test}: {' '.join(said)}", near.line, last, test) if said else None


RULES = (
    Rule(
        name="test",
        find=r"<bol>(?:FAIL|ERROR) in \(",
        line=r"(?:FAIL|ERROR) in \((?P<test>[^)]+)\)",
        look=_test,
        framework="clojure.test",
    ),
    Rule(
        name="syntax",
        find=r"Syntax error (?:\(|compiling|reading|macroexp)|Execution error (?:\(|at)",
        line=r"(?:Syntax|Execution) error (?:\(\w+\) )?(?:compiling |reading source |macroexpanding \S+ )?at .+",
        below=r"\S",
        most=4,
        say=1,
        weight=STATED - 2,
    ),
)
