"""Talking to another machine failed: names, connections, certificates, answers of servers."""

import re

from error_assets.extraction.dialect import RAISED, Rule
from error_assets.extraction.hit import Hit

LOGGED = True

_VARIES = re.compile(r"[\d.:,#/()\[\]-]+")


def settle(hits: list[Hit]) -> list[Hit]:
    """One error for all tries of one thing: the last, which stands beside what is said when they are given up."""
    tries = {(hit.rule.name, _VARIES.sub("", hit.message)): hit for hit in hits}
    return [hit for hit in hits if tries[hit.rule.name, _VARIES.sub("", hit.message)] is hit]


RULES = (
    Rule(
        name="curl",
        find=r"curl: \(\d+\)",
        line=r"(?:.*\b)?curl: \(\d+\)",
        framework="curl",
    ),
    Rule(
        name="wget",
        find=r"wget: |ERROR \d{3}: ",
        line=r"wget: (?:unable|server|bad|can't|error|download)|.*\bERROR \d{3}: [A-Z]",
        framework="wget",
        weight=RAISED,
        above=r".*(?:HTTP request|Resolving|Connecting|https?://)",
    ),
    Rule(
        name="name_not_resolved",
        find=r"[Cc]ould not resolve host|getaddrinfo |[Tt]emporary failure in name resolution"
        r"|Name or service not known|UnknownHostException|[Uu]nknown host|no such host|NameResolutionError",
        line=r".*(?:[Cc]ould not resolve host|getaddrinfo (?:ENOTFOUND|EAI_AGAIN|failed)"
        r"|[Tt]emporary failure in name resolution|Name or service not known|UnknownHostException"
        r"|[Uu]nknown host|no such host)",
        unless=r"\bwarn|retry|^\s*at ",
        weight=RAISED + 5,
    ),
    Rule(
        name="not_connected",
        find=r"ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|EPIPE|[Cc]onnection (?:refused|reset"
        r"|timed out)|Connection aborted|Read timed out|[Nn]etwork is unreachable|socket hang up"
        r"|TLS handshake|i/o timeout",
        line=r".*(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|[Cc]onnection (?:refused"
        r"|reset by peer|timed out)|Connection aborted|Read timed out|[Nn]etwork is unreachable"
        r"|socket hang up|TLS handshake (?:timeout|fail)|i/o timeout)",
        unless=r"\bwarn|retry|^\s*at |passed|✓|PASS|docker run|\b(?:raise|throw) (?:new )?\w+[.(]",
        weight=RAISED - 5,
        below=r"\s+(?:at|errno|code|syscall|address|port)\b",
        most=6,
    ),
    Rule(
        name="certificate",
        find=r"SSL certificate problem|certificate verify failed|x509: |CERT_HAS_EXPIRED"
        r"|unable to get local issuer|PKIX path building failed|self[- ]signed certificate",
        line=r".*(?:SSL certificate problem|certificate verify failed|x509: |CERT_HAS_EXPIRED"
        r"|unable to get local issuer|PKIX path building failed|self[- ]signed certificate)",
        unless=r"\bwarn|^\s*at ",
        weight=RAISED + 5,
    ),
    Rule(
        name="server_answered",
        find=r"HTTP (?:error|status|request failed)|[Ss]tatus(?:Code| code)?:? [45]\d\d|returned error: \d{3}"
        r"|response status code \d|\b50[234] (?:Bad Gateway|Service Unavailable|Gateway)|429 Too Many"
        r"|toomanyrequests|HTTPError",
        line=r".*(?:HTTP [Ee]rror:? \d{3}|returned error: \d{3}|[Rr]esponse status code[^\d]{0,20}[45]\d\d"
        r"|\b50[234] (?:Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time)|429 Too Many"
        r"|toomanyrequests|HTTPError: [45]\d\d)",
        unless=r"\bwarn|retry|^\s*at |passed|✓",
        weight=RAISED - 5,
    ),
)
