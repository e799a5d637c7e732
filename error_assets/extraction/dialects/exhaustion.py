"""Memory, disk, handles: a resource of the machine ran out. It explains whatever failed after it."""

from error_assets.extraction.dialect import HINTED, RAISED, ROOT, SAID, Rule
from error_assets.extraction.hit import Hit

FRAMEWORK = "machine"

PASSED = r"passed|\bPASS\b|✓|✔|\.{3} ok|^\s*(?:not )?ok \d"
"""How a test says that what it is about did not happen: runners name their tests in lines of their own."""


def settle(hits: list[Hit]) -> list[Hit]:
    """Memory that ran out explains the abort that followed."""
    if not any(hit.weight == ROOT and hit.rule.name in ("memory", "java_memory") for hit in hits):
        return hits
    return [hit for hit in hits if hit.rule.name != "segfault" or "Sanitizer" in hit.message]


RULES = (
    Rule(
        name="disk_full",
        find=r"[Nn]o space left on device|ENOSPC|[Dd]isk quota exceeded|not enough (?:disk )?space|[Dd]isk is full",
        line=r".*(?:[Nn]o space left on device|ENOSPC|[Dd]isk quota exceeded|not enough (?:disk )?space"
        r"|[Dd]isk is full)",
        unless=rf"{PASSED}|watchers|inotify|^\s*code: ",
        weight=ROOT,
        above=r".*(?:[Ee]rror|[Ff]ail)",
        above_most=2,
        below=r"\s+\S|Caused by",
        most=6,
    ),
    Rule(
        name="watchers",
        find=r"limit for number of file watchers|inotify (?:watch|instance)",
        line=r".*(?:limit for number of file watchers|inotify (?:watch|instance)\w* limit)",
        unless=rf"{PASSED}|\bwarn",
        weight=ROOT,
        below=r"\s+\S",
        most=6,
    ),
    Rule(
        name="handles",
        find=r"[Tt]oo many open files|EMFILE",
        line=r".*(?:\b[Tt]oo many open files|\bEMFILE\b)",
        unless=rf"{PASSED}|test_|\bwarn|::|expect|should|^\s*code: ",
        weight=ROOT,
        below=r"\s+\S|Caused by",
        most=6,
    ),
    Rule(
        name="threads",
        find=r"failed to create new OS thread|pthread_create failed|unable to create (?:native|new native) thread"
        r"|can't start new thread",
        line=r".*(?:failed to create new OS thread|pthread_create failed|unable to create (?:new )?native thread"
        r"|can't start new thread)",
        unless=rf"{PASSED}|\bwarn|::|expect|should",
        weight=ROOT,
        below=r"\s+\S|runtime: |fatal error: ",
        most=4,
    ),
    Rule(
        name="java_memory",
        find=r"insufficient memory for the Java Runtime|java\.lang\.OutOfMemoryError|os::commit_memory"
        r"|GC overhead limit exceeded",
        line=r".*(?:insufficient memory for the Java Runtime|java\.lang\.OutOfMemoryError|os::commit_memory\("
        r"|GC overhead limit exceeded)",
        unless=rf"{PASSED}|HeapDumpOnOutOfMemoryError",
        weight=ROOT,
        above=r".*(?:out of resources|stack trace for details|could not parse)|$",
        above_most=4,
        below=r"\s+at |(?:\[INFO\] )?#|\s*$",
        most=8,
    ),
    Rule(
        name="memory",
        find=r"heap out of memory|[Oo]ut of memory|OutOfMemory|OOMKilled|oom-kill|Cannot allocate memory"
        r"|std::bad_alloc|MemoryError|memory allocation of \d|Allocation failed - JavaScript|signal: 9"
        r"|SIGKILL",
        line=r".*(?:JavaScript heap out of memory|\b[Oo]ut of memory\b|OutOfMemory(?:Error|Exception)|OOMKilled"
        r"|oom-kill|Cannot allocate memory|std::bad_alloc|\bMemoryError\b|"
        r"memory allocation of \d+ bytes failed|\(signal: 9, SIGKILL: kill\)|was killed with signal SIGKILL)",
        unless=rf"{PASSED}|test_|warn|::|-XX:|OnOutOfMemory|import |expect|should",
        weight=ROOT,
        below=r"\s*#|\s+at |\s+\d+: 0x|Tried to allocate",
        most=8,
    ),
    Rule(
        name="killed_alone",
        find=r"<bol>Killed\s*$",
        line=r"Killed$",
        weight=SAID + 5,
        above=r"\S",
        above_most=2,
    ),
    Rule(
        name="killed",
        find=r"\d Killed|Killed: 9|exit(?:ed)? (?:with )?(?:code|status):? 137|fork: retry"
        r"|Resource temporarily unavailable",
        line=r".*: line \d+: +\d+ Killed|.*Killed: 9|.*exit(?:ed)?(?: with)? (?:code|status):? 137\b"
        r"|.*fork: .*Resource temporarily unavailable",
        unless=PASSED,
        weight=HINTED + 5,
        above=r"\S",
        above_most=2,
    ),
    Rule(
        name="segfault",
        find=r"[Ss]egmentation fault|SIGSEGV|SIGABRT|[Bb]us error|Illegal instruction|core dumped"
        r"|stack smashing|AddressSanitizer|UndefinedBehaviorSanitizer|ThreadSanitizer|LeakSanitizer",
        line=r".*(?:\b[Ss]egmentation fault|\(signal: \d+, SIG(?:SEGV|ABRT)|\bSIGSEGV\b|\bSIGABRT\b"
        r"|\b[Bb]us error\b|Illegal instruction|\(core dumped\)|stack smashing detected|(?:ERROR"
        r"|WARNING): (?:Address|Thread|Leak|UndefinedBehavior)Sanitizer)",
        unless=PASSED,
        weight=RAISED + 5,
        above=r"\S",
        above_most=3,
        below=r"\s+#\d|\s+at |\s+\S",
        most=10,
    ),
    Rule(
        name="gpu",
        find=r"CUDA (?:error|out of memory)|cudaError|CUDA driver|nvidia-smi has failed|libcuda",
        line=r".*(?:CUDA (?:error|out of memory)|cudaError\w+|CUDA driver (?:version is insufficient"
        r"|initialization failed)|nvidia-smi has failed)",
        unless=PASSED,
        weight=HINTED,
    ),
)
