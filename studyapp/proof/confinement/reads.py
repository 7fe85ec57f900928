"""What Python and torch have to read, and the devices they use: nothing of the learner's."""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/lib32",
    "/bin",
    "/sbin",
    "/nix/store",
    "/gnu/store",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/ld.so.preload",
    "/etc/alternatives",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/resolv.conf",
    "/etc/gai.conf",
    "/etc/protocols",
    "/etc/services",
    "/etc/mime.types",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/openssl.cnf",
    "/etc/crypto-policies/back-ends",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
    "/sys/bus",
    "/sys/class",
    "/sys/devices",  # these three: gloo asks what a network interface is
    "/sys/kernel/mm/transparent_hugepage",
    "/proc/self",  # this process's own, and never that of a child, whose folder is another
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/loadavg",
    "/proc/uptime",
    "/proc/version",
    "/proc/filesystems",
    "/proc/sys/kernel/random",
    "/proc/sys/kernel/osrelease",
    "/proc/sys/vm/overcommit_memory",
)
NOWHERE = "/dev/null"
# What the drivers open by their documentation, and by others' traces of them; tried with NVIDIA's alone.
ACCELERATORS = ("dev/nvidia*", "dev/nvidia-caps/*", "dev/kfd", "dev/dri/*", "dev/dxg", "proc/driver/nvidia")
ACCELERATORS_READ = (
    "/proc/devices",
    "/proc/modules",
    "/proc/driver/nvidia-uvm",
    "/proc/sys/vm/mmap_min_addr",
    "/sys/module",
    "/etc/vulkan",
    "/etc/OpenCL",
)
OWN_THREADS = "/proc/self/task"  # CUDA writes its threads' names there, and does not start where it cannot


@cache
def home() -> str:
    """The user's real home folder, as the environment may name a run's own; empty where there is none."""
    import pwd

    try:
        found = Path(pwd.getpwuid(os.getuid()).pw_dir).resolve()
    except KeyError:
        return ""
    # Accounts of services live in /usr or nowhere, which hides nothing.
    serves = found == Path("/") or any(found.is_relative_to(place) for place in ("/usr", "/bin", "/sbin"))
    return "" if serves else str(found)


@cache
def interpreter() -> frozenset[str]:
    """Where this Python and its packages are; the other entries of sys.path are the learner's folders."""
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    packages = {path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}}
    package = str(Path(__file__).resolve().parents[2])
    return frozenset({*prefixes, *packages, *site.getsitepackages(), package})


def narrow(paths: Iterable[str], home: str) -> list[str]:
    """Without the home folder, the root of all and what lies above either: no list opens them by accident."""
    closed = Path(home or "/")
    return [path for path in paths if not closed.is_relative_to(Path(path).resolve())]


def readable(more: Sequence[str], devices: bool, home: str) -> list[str]:
    return [*SYSTEM, *narrow([*interpreter(), *more], home), *(ACCELERATORS_READ if devices else ())]


def usable(devices: bool) -> list[str]:
    """Devices that are opened for writing."""
    patterns = ACCELERATORS if devices else ()
    return [NOWHERE, *(str(path) for pattern in patterns for path in Path("/").glob(pattern))]
