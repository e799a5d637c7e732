"""What of the recording machine may not stand in a recording, and the only thing that is changed in one.

Where tools are installed and whose home it is says nothing of the failure, so these paths become those of a hosted
runner. A host name of the machine or of a package mirror configured on it is no path: a recording that holds one is
refused and the failure's script is to be mended.
"""

import os
import re
import socket
import sys
from pathlib import Path

from error_assets.samples.toolbox import tools_folder

RUNNER_HOME = "/home/runner"
CONFIGURATIONS = ("/etc/pip.conf", "~/.npmrc", "~/.config/pip/pip.conf", "~/.cargo/config.toml", "~/.m2/settings.xml")
PUBLIC_HOSTS = frozenset(("github.com", "localhost", "maven.apache.org", "www.w3.org", "127.0.0.1"))
SHORTEST_HOST = 5
"""Characters; a shorter host name (a container's "host") would be found in ordinary words."""


def replaced_paths() -> list[tuple[str, str]]:
    """Path on this machine, path shown instead: the longer first."""
    version = ".".join(map(str, sys.version_info[:3]))
    python = f"/opt/hostedtoolcache/Python/{version}/x64"
    places = [(str(tools_folder() / "python"), python), (sys.base_prefix, python), (str(Path.home()), RUNNER_HOME)]
    places.append((str(tools_folder() / "m2"), f"{RUNNER_HOME}/.m2/repository"))
    base = tools_folder() / "python/pyvenv.cfg"
    if base.exists() and (found := re.search(r"^executable = (.*)/bin/", base.read_text(), re.MULTILINE)):
        installed = re.search(r"^version = (.*)$", base.read_text(), re.MULTILINE)
        shown = f"/opt/hostedtoolcache/Python/{installed[1] if installed else version}/x64"
        places = [(found[1], shown), (str(tools_folder() / "python"), shown), *places]
    return sorted(dict(reversed(places)).items(), key=lambda pair: -len(pair[0]))


def private_hosts() -> set[str]:
    """Host names of this machine, of its package mirrors and its proxies."""
    texts = [Path(name).expanduser().read_text() for name in CONFIGURATIONS if Path(name).expanduser().is_file()]
    texts += [value for name, value in os.environ.items() if "://" in value and name != "PATH"]
    hosts = {host for text in texts for host in re.findall(r"://(?:[^/@\s]*@)?([A-Za-z0-9.-]+)", text)}
    return {host for host in (hosts - PUBLIC_HOSTS) | {socket.gethostname()} if len(host) >= SHORTEST_HOST}


def without_machine(output: bytes) -> bytes:
    """`output` with the machine's paths replaced. Raises ValueError if a private host name stands in it."""
    for here, shown in replaced_paths():
        output = re.sub(re.escape(here.encode()) + rb"(?=[/:'\"\s)\]]|$)", shown.encode(), output)
    for host in private_hosts():
        if host.encode() in output:
            raise ValueError("the output names this machine or its package mirror: change the failure's project.sh")
    return output
