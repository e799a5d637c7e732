"""Git: refs, merges, access, pushes."""

from error_assets.extraction.dialect import HINTED, RAISED, STATED, SUMMED, Rule

RULES = (
    Rule(
        name="fatal",
        find=r"fatal: ",
        line=r"(?:.{0,40}\bstderr: |.{0,60}: |remote: )?fatal: (?!refusing to run|\[)(?P<what>.+)",
        unless=r"clone of '.*' into submodule path|No names found|not a git repository|no tag exactly"
        r"|ambiguous argument 'HEAD'"
        r"|No url found for submodule",
        above=r"remote: |error: |stderr:|ssh|Cloning into|Updating feed|.*[Ff]etch|Permission denied|Host key"
        r"|ERROR: |kex_exchange|Connection ",
        below=r"$|remote:|and the repository exists|Please make sure|\s+\S|'git <command>|failed\.?$",
        most=8,
    ),
    Rule(
        name="ssh",
        find=r"Permission denied \(publickey|Host key verification failed|ssh_dispatch_run_fatal"
        r"|ssh: connect to host|kex_exchange_identification|Could not read from remote",
        line=r"(?:.*: )?(?:stderr: )?.*(?:Permission denied \(publickey|Host key verification failed"
        r"|ssh_dispatch_run_fatal|ssh: connect to host|kex_exchange_identification)",
        below=r"fatal: |$|Please make sure|and the repository exists",
        most=6,
        weight=STATED + 1,
    ),
    Rule(
        name="error",
        find=r"<bol>error: (?:pathspec|failed to push|Your local changes|cannot|could not|unable|src refspec"
        r"|patch|object|RPC|The following|insufficient|remote)|<bol>CONFLICT \("
        r"|patch does not apply",
        line=r"error: (?:pathspec|Your local changes|cannot lock|could not apply|unable to|src refspec|patch"
        r"|object file|RPC failed|The following untracked|insufficient permission|remote)|"
        r"CONFLICT \(|.*patch does not apply",
        below=r"hint:|\s+\S|error: |Please|remote: |Automatic merge",
        above=r"Auto-merging|remote: |To https?:",
        most=8,
        weight=STATED + 1,
    ),
    Rule(
        name="rejected",
        find=r"! \[(?:remote )?rejected\]",
        line=r" *! \[(?:remote )?rejected\]",
        below=r"hint:|error: ",
        above=r"remote: |To https?:",
        most=5,
        weight=STATED - 1,
    ),
    Rule(
        name="lfs",
        find=r"batch response: |\(missing\) .* \([0-9a-f]{6,}|Smudge error: |LFS: ",
        line=r"(?:.*: )?(?P<what>batch response: .+|LFS: (?:Repository or object not found|Client error|Rate limit).*"
        r"|Smudge error: .+)",
        below=r"error: failed to (?:fetch|push) some objects|\s+\S",
        most=3,
        weight=STATED + 1,
    ),
    Rule(
        name="remote_not_found",
        find=r"remote: Repository not found",
        line=r"remote: Repository not found",
        below=r"fatal: ",
        most=3,
        weight=STATED - 1,
    ),
    Rule(
        name="remote",
        find=r"remote: (?:error|Permission|Invalid|fatal|- |Duplicate|GH0)"
        r"|error: failed to push some refs",
        line=r"remote: (?:error|Permission to|Invalid|fatal|GH\d)",
        below=r"remote: |fatal: | ! \[|error: ",
        most=10,
    ),
    Rule(
        name="push_failed",
        find=r"error: failed to push some refs",
        line=r"error: failed to push some refs",
        weight=SUMMED,
        above=r" ! \[|To |remote: ",
        below=r"hint:",
    ),
    Rule(
        name="differs",
        find=r"<bol>diff (?:--git a|current)/",
        line=r"diff (?:--git a|current)/\S+ (?:b|tidy)/(?P<file>\S+)",
        below=r"index |--- |\+\+\+ |@@|[-+ ]|new file|deleted file|$",
        until=r"diff --git ",
        most=12,
        gather=True,
        weight=HINTED + 10,
    ),
    Rule(
        name="unmergeable",
        find=r"Automatic merge failed|[Mm]erge conflict",
        line=r"Automatic merge failed|.*[Mm]erge conflict in ",
        weight=RAISED,
    ),
)
