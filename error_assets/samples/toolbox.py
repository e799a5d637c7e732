"""The tools with which failures are recorded: where they are, how they are installed, what a step's environment is."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from error_assets.samples.library import FAILURES, read_toml

TOOLS_VARIABLE = "ERROR_ASSETS_SAMPLE_TOOLS"
KEPT_VARIABLES = ("PATH", "JAVA_HOME", "PYENV_ROOT")
"""What a step inherits from the machine; everything else is set anew, so that no setting of the machine shows."""


def tools_folder() -> Path:
    return Path(os.environ.get(TOOLS_VARIABLE) or Path(tempfile.gettempdir()) / "samples-tools")


def install() -> None:
    """Install what toolbox.toml names. Raises subprocess.CalledProcessError if an installer fails."""
    wanted, folder = read_toml(Path(__file__).with_name("toolbox.toml")), tools_folder()
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-m", "venv", folder / "python"], check=True)
    subprocess.run([folder / "python/bin/python", "-m", "pip", "install", "-q", *wanted["python"]], check=True)
    node = folder / "node"
    node.mkdir(exist_ok=True)
    if npm := shutil.which("npm"):
        (node / "package.json").write_text('{"private": true}\n')
        subprocess.run([npm, "install", "--no-audit", "--no-fund", *wanted["npm"]], cwd=node, check=True)
    if mvn := shutil.which("mvn"):
        for name in wanted["maven_projects"]:
            fill_maven_repository(mvn, name, folder)


def fill_maven_repository(mvn: str, name: str, folder: Path) -> None:
    """Run a Maven project once online; its tests fail, as they should, after everything is downloaded."""
    with tempfile.TemporaryDirectory() as work:
        script, variables = FAILURES / name / "project.sh", {**os.environ, "SAMPLE_TOOLS": str(folder)}
        subprocess.run(["bash", "-e", script], cwd=work, env=variables, check=True)
        (Path(work) / ".mvn/maven.config").unlink()
        subprocess.run([mvn, "-q", f"-Dmaven.repo.local={folder / 'm2'}", "test"], cwd=work, check=False)


def missing(needs: tuple[str, ...]) -> list[str]:
    """Which of `needs` are not met here.

    A need is a program, `npm:<name>` or `py:<name>` of the toolbox, `m2:` (its Maven repository), `mount:` (the right
    to mount a file system), or `absent:<program>` for what a failure must not find.
    """
    return [need for need in needs if not is_met(need)]


def is_met(need: str) -> bool:
    kind, sign, name = need.partition(":")
    if not sign:
        return shutil.which(need) is not None
    if kind == "absent":
        return not (runs("docker", "info") if name == "docker daemon" else shutil.which(name))
    return {
        "npm": lambda: (tools_folder() / "node/node_modules/.bin" / name).exists(),
        "py": lambda: (tools_folder() / "python/bin" / name).exists(),
        "m2": lambda: (tools_folder() / "m2").is_dir(),
        "mount": lambda: runs("unshare", "--mount", "true"),
    }[kind]()


def runs(*command: str) -> bool:
    return shutil.which(command[0]) is not None and subprocess.run(command, capture_output=True).returncode == 0


def environment(root: Path) -> dict[str, str]:
    """The variables of a step that works below `root`, as a runner sets them, and the tools' offline settings."""
    home, tools = Path.home(), tools_folder()
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    python = tools / "python/bin" if (tools / "python/bin").exists() else Path(sys.executable).parent
    return {
        **kept,
        "PATH": f"{python}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "HOME": str(root / "home"),
        "TMPDIR": str(root / "_temp"),
        "RUNNER_TEMP": str(root / "_temp"),
        "GITHUB_WORKSPACE": str(root / "_work/shop/shop"),
        "GITHUB_ENV": str(root / "_temp/set_env"),
        "GITHUB_ACTIONS": "true",
        "CI": "true",
        "LANG": "C.UTF-8",
        "SAMPLE_TOOLS": str(tools),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "NPM_CONFIG_USERCONFIG": os.devnull,
        "NPM_CONFIG_UPDATE_NOTIFIER": "false",
        "CARGO_HOME": str(home / ".cargo"),
        "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(home / ".rustup")),
        "CARGO_NET_OFFLINE": "true",
        "GOCACHE": str(tools / "go-build"),
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-mod=mod",
    }
