"""Databases and their migrations: prisma, alembic, django, PostgreSQL, MySQL, SQLite."""

import re

from error_assets.extraction.dialect import HINTED, RAISED, STATED, Near, Rule, Seen

LOGGED = True


def _prisma(near: Near) -> Seen | None:
    """Prisma's error: a code alone on a line is explained by the next one."""
    said = [near.line.text.strip()]
    last = near.line
    for count, line in enumerate(near.below(16)):
        text = line.text.strip()
        if text.startswith(("at ", "npm ", "Prisma schema loaded")) or (not text and len(said) > 2):
            break
        if re.match(r"(?:→ *)?\d+ ", text):
            continue
        if text:
            said.append(text)
            if count < 14:
                last = line
    first = near.line
    for line in near.above(3):
        if not line.text:
            break
        first = line
    return Seen(" ".join(said[:3]), first, last)


def _dbt(near: Near) -> Seen:
    """What dbt sums up at its end: the model or test, and beneath it the database's or dbt's own words."""
    said, last = "", near.line
    for line in near.below(8):
        text = re.sub(r"\d\d:\d\d:\d\d +", "", line.text).strip()
        if not text and said:
            break
        said = said or text
        last = line if text else last
    return Seen(f"{near.match.group('what')}: {said}", near.line, last)


RULES = (
    Rule(
        name="prisma",
        find=r"Error: P\d{4}|Error code: P\d{4}|PrismaClient\w*Error|Prisma schema validation"
        r"|Could not find Prisma Schema|error: Environment variable not found: |Prisma Client could not",
        line=r".*(?:Error: P\d{4}\b|Error code: P\d{4}|PrismaClient\w*Error|Prisma schema validation"
        r"|Could not find Prisma Schema)|error: Environment variable not found: \w+\.?$",
        unless=r"^\s*at |prisma:warn",
        look=_prisma,
        framework="prisma",
        weight=STATED - 1,
    ),
    Rule(
        name="sql",
        find=r"(?:ERROR|FATAL):  [a-z]|psql: |psql:\S+: |ERROR \d{4} \(",
        line=r"(?:psql:.{1,200}: )(?:error: .*)?(?P<what>(?:ERROR|FATAL): +.+)|(?P<pg>(?:ERROR"
        r"|FATAL): {2}(?:relation|column|database|role|password|syntax|duplicate|permission|function|type"
        r"|null value|insert|could not|schema|extension|the database).+)"
        r"|(?P<mysql>.*ERROR \d{4} \(\w{5}\).*)",
        below=r"LINE \d|DETAIL|HINT|\s+\^|CONTEXT|STATEMENT",
        most=5,
        framework="sql",
        weight=STATED - 2,
    ),
    Rule(
        name="prisma_diff",
        find=r"<bol>\[[+*-]\] (?:Added|Changed|Removed|Renamed|Redefined)",
        line=r"\[[+*-]\] (?:Added|Changed|Removed|Renamed|Redefined) .+",
        gather=True,
        below=r"\s",
        most=3,
        weight=RAISED - 8,
        framework="prisma",
    ),
    Rule(
        name="migration",
        find=r"Target database is not up to date|Can't locate revision|Multiple head revisions|Drift detected"
        r"|have changes",
        line=r".*(?:Target database is not up to date|Can't locate revision|Multiple head revisions"
        r"|Drift detected|Your models .* have changes)",
        below=r"\S|$",
        most=6,
        framework="migrations",
        weight=RAISED + 10,
    ),
    Rule(
        name="dbt",
        find=r"(?:Database|Compilation|Runtime|Dependency) Error in |Failure in (?:test|unit_test|snapshot|seed) ",
        line=r"(?:\d\d:\d\d:\d\d +)?(?P<what>(?:Database|Compilation|Runtime|Dependency) Error in .+|Failure in .+)",
        look=_dbt,
        framework="dbt",
        weight=STATED - 1,
    ),
    Rule(
        name="django_missing",
        find=r"<bol>Migrations for '",
        line=r"Migrations for '[\w.]+':$",
        below=r"\s+\S|Migrations for",
        most=8,
        framework="django",
        weight=HINTED + 16,
        gather=True,
    ),
)
