"""Lines that only say that something else failed. They never lead while anything explains, and no other rule may
take them."""

from error_assets.extraction.dialect import WRAPPER, Rule

FRAMEWORK = ""

RULES = (
    Rule(
        name="exit_code",
        find=r"[Ee]xit code|exit status|[Ee]xit-code|exited with|exited \(|non-zero exit|exited: |EXIT CODE",
        line=r"(?!.*\b137\b)(?:.{0,160}[^\w])?(?:(?:process|command|script|job|task|step|container|program"
        r"|action|it|build|devbox)\b.{0,120}?"
        r"(?:exited|completed|failed|finished|returned"
        r"|terminated)(?: with)?(?: (?:an? )?(?:non-?zero )?(?:exit )?(?:code|status"
        r"|error))?:? ?\(?-?\d+\)?"
        r"|non-zero exit code|exited \(\d+\)|exit (?:code|status)[: ]+\d+|exited with (?:code )?\d+)[\s.\"'`)]*$",
        weight=WRAPPER,
    ),
    Rule(
        name="failed_with",
        find=r"failed with|exited with|Job failed|returned exit code",
        line=r"(?!.*\b137\b).{0,80}?\b(?:failed|exited|failed: exited|returned) (?:with )?(?:exit |return "
        r"|error )?(?:code|status):? '?\d+'?[.!]?$"
        r"|ERROR: Job failed: exit code \d+|ERROR: script returned exit code \d+",
        weight=WRAPPER,
    ),
    Rule(
        name="job_done",
        find=r"Done\. Your build exited|^Finished: |The command \"|failed\. Retrying, ",
        line=r"Done\. Your build exited|Finished: FAILURE|The command \".*\" (?:exited|failed)",
        weight=WRAPPER,
    ),
    Rule(
        name="canceled",
        find=r"The (?:operation|job) was cancell?ed",
        line=r"The (?:operation|job) was cancell?ed\.?$",
        weight=WRAPPER,
    ),
    Rule(
        name="msbuild",
        find=r"error MSB(?:3073|3721|6006|8066)",
        line=r".*error MSB(?:3073|3721|6006|8066): .*exited with code",
        weight=WRAPPER,
    ),
    Rule(
        name="make",
        find=r"\*\*\* \[|make.*: \*\*\* |ninja: build stopped|gmake",
        line=r"(?:g?make(?:\[\d+\])?|mingw32-make.*): \*\*\* (?:\[.*\] (?:Error|Segmentation|Killed|Terminated"
        r"|Interrupt)|Waiting|Deleting)|ninja: build stopped"
        r"|(?:g?make(?:\[\d+\])?): Target .* not remade",
        weight=WRAPPER,
    ),
    Rule(
        name="package_script",
        find=r"ELIFECYCLE|[Ll]ifecycle script|ERR_PNPM_RECURSIVE_RUN|Command failed with|npm (?:ERR!|error)"
        r"|command finished with error|[Rr]ecipe `|exited \(\d|exited with|non-zero exit"
        r"|error: [Ss]cript|script failed|Failed to spawn",
        line=r".*\bELIFECYCLE\b|npm (?:ERR!|error) (?:Lifecycle script|code (?:\d+|ELIFECYCLE)$|path "
        r"|workspace |location |command |errno \d|Exit status|Failed at the|"
        r"This is probably not|A complete log|Make sure you|.*@[\d.]+ \w+: |Test failed)"
        r"|.*ERR_PNPM_RECURSIVE_RUN|.*\berror:? Command failed with exit code|"
        r"(?:\[?ERROR\]? )?(?:.*command finished with error|.*: command \(.*\) .* exited \(\d+\))"
        r"|error: [Rr]ecipe `.*` failed|"
        r".*error: script \".*\" exited with|(?:.*: )?Command failed with exit code \d+"
        r"|subprocess\.CalledProcessError: |"
        r"(?:ERROR: )?.*failed to run: .*exited with|husky - .*script failed|error: Failed to spawn",
        weight=WRAPPER,
    ),
    Rule(
        name="build_failed",
        find=r"BUILD (?:FAILED|FAILURE)|[Bb]uild [Ff]ail|Compilation fail|Compil(?:er|ation) (?:run )?failed"
        r"|Failed to compile|> Build (?:error|failed)|Found \d+ error|generated\.$|Tests? fail"
        r"|previous error|could not compile|test failed, to rerun|linker command failed|ld returned"
        r"|The following build commands failed|\*\* [A-Z ]+ FAILED \*\*",
        line=r"(?:\*\* )?(?:BUILD|TEST|ARCHIVE) (?:FAILED|FAILURE)|[x✗✖] ?Build failed in|Build failed(?: in|\."
        r"|$| with \d+ errors?:?$)|Build FAILED|"
        r"(?:Error: )?Compil(?:er|ation) (?:run )?failed|Failed to compile\.?$|> Build (?:error occurred"
        r"|failed)|FAILURE: Build failed|"
        r"(?:\d+ warnings? and )?\d+ errors? generated\.|"
        r"error: (?:aborting due to|could not compile|test failed, to rerun|\d+ targets? failed"
        r"|build failed)|.*linker command failed with exit code|"
        r"collect2: error: ld returned|The following build commands failed|\(\d+ failures?\)$|warning: build failed",
        weight=WRAPPER,
    ),
    Rule(
        name="action_failed",
        find=r"failed with exit code \d|issues found|warnings being treated as errors|failed because one or more"
        r"|fatal: clone of '|fatal error LNK1120|error: Test failed",
        line=r"(?:.{0,60}: )?(?:The process '.*' failed (?:with exit code|because)|issues found$"
        r"|.*all warnings being treated as errors)|fatal: clone of '.*' into submodule path '.*' failed"
        r"|.*fatal error LNK1120|error: Test failed$",
        weight=WRAPPER,
    ),
    Rule(
        name="stop",
        find=r"Multiple errors returned|Build did NOT complete|Task failed|ABORT|[Aa]borting|fail-fast"
        r"|Failing (?:the )?(?:step|build|job)|strategy configuration was canceled",
        line=r"The strategy configuration was canceled|Multiple errors returned$|ERROR: Build did NOT complete"
        r"|Error: Task failed|Failing (?:the )?(?:step|build|job)\b",
        weight=WRAPPER,
    ),
)
