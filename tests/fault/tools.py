#!/usr/bin/env python3
"""tools.py BUILD [COMMAND...] - run the host tools with one fault each time, as TAP.

A good run under strace says which system calls there are to fail, and a counting run how many
allocations: the lists make themselves. Whatever happens, the file that a tool writes is the old one
or the new one, whole; a failure has a message and a status of its own; nothing is left behind."""

import ctypes
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
DATA = TOP / "tests/data"

# What each system call can fail with, of the errors that are tried (section 2 of the manual).
CAN_GIVE = {
    "access": "EIO ENOMEM",
    "brk": "ENOMEM",
    "clone": "ENOMEM",
    "close": "EIO ENOSPC EINTR",
    "fchmod": "EIO ENOMEM",
    "fcntl": "EMFILE",
    "fsync": "EIO ENOSPC EINTR",
    "ftruncate": "EIO ENOSPC EINTR",
    "getcwd": "ENOMEM",
    "getdents64": "EIO",
    "getrandom": "EINTR",
    "lseek": "EIO",
    "mkdir": "EIO ENOSPC ENOMEM",
    "mmap": "ENOMEM EMFILE",
    "mprotect": "ENOMEM",
    "mremap": "ENOMEM",
    "munmap": "ENOMEM",
    "newfstatat": "EIO ENOMEM",
    "openat": "EIO ENOSPC EINTR EMFILE ENOMEM",
    "pidfd_open": "EMFILE ENOMEM",
    "pipe2": "EMFILE",
    "poll": "EINTR ENOMEM",
    "pread64": "EIO EINTR",
    "pwrite64": "EIO ENOSPC EINTR",
    "read": "EIO EINTR",
    "readlink": "EIO ENOMEM",
    "recvfrom": "EINTR ENOMEM",
    "renameat": "EIO ENOSPC ENOMEM",
    "rmdir": "EIO ENOMEM",
    "sendto": "EINTR ENOMEM",
    "signalfd4": "EMFILE ENOMEM",
    "socketpair": "EMFILE ENOMEM",
    "unlink": "EIO ENOMEM",
    "unlinkat": "EIO ENOMEM",
    "wait4": "EINTR",
    "write": "EIO ENOSPC EINTR",
}
INJECTED_AS = {("brk", "ENOMEM"): "retval=0"}  # the old break; glibc makes the error of it
CAN_GIVE_NONE = {"exit_group", "futex", "getpid", "rt_sigaction", "rt_sigprocmask", "umask"}
# Whoever overlooks a failure of these loses something.
MUST_BE_TOLD = {"fsync", "ftruncate", "pwrite64", "renameat", "write"}

FIRST_CALL = "fcntl(0, F_GETFD)"  # of main(); what comes before is the loader's
SECONDS = 60  # then it is a hang
EXIT_STATUSES = {*range(1, 7), 125}  # 125: vmrun's
GRACE = 20  # seconds for a child to die after its parent
WRITERS, ROUNDS = 64, 20

DISK = {"FAULT_GROWTH": "1"}  # libext2fs may fail no allocation: memory is set aside for it

# What is run, whether it writes the file `out` (else it prints), and how its allocations fail. Paths
# are of the scratch folder, which make_inputs() fills.
MERGE = "--image image.json --env-file env --secret S=env -e A=b"
COMMANDS = {
    "mkconfigdisk": ("mkconfigdisk spec.json dir/out", True, DISK),
    "mkconfigdisk, merging": (f"mkconfigdisk {MERGE} full.json dir/out", True, DISK),
    "mkconfigdisk --verify": ("mkconfigdisk --verify spec.json old.img", False, DISK),
    "mkconfigdisk --dump": ("mkconfigdisk --dump old.img", False, DISK),
    "mkconfigdisk --print-config": (f"mkconfigdisk --print-config --redact {MERGE} full.json", False, {}),
    "mkconfigdisk --schema": ("mkconfigdisk --schema", False, {}),
    "mkguestinitrd": ("mkguestinitrd --init init --file spec.json:/spec dir/out", True, {}),
    "mkguestinitrd with zstd": ("mkguestinitrd --init init --compress zstd dir/out", True, {}),
    "vmdef --to cloud-hypervisor": ("vmdef --lossy --to cloud-hypervisor full.json", False, {}),
    "vmdef --to libvirt": ("vmdef --lossy --to libvirt full.json", False, {}),
    "vmdef --to qemu": ("vmdef --lossy --to qemu full.json", False, {}),
    "vmdef --from cocoon": ("vmdef --from cocoon record.json", False, {}),
    "vmrun": ("vmrun --accel tcg --kernel init --initrd init --rootfs old.img --tmpfs /t:size=1m "
              "--entrypoint /bin/true", False, DISK),
}


class Outcome:
    """What one run did: its status, what it printed, and what lies in dir/ afterwards."""

    def __init__(self, status, stdout, stderr, left):
        self.status, self.stdout, self.stderr = status, stdout or b"", stderr or b""
        self.files = {p.name: p.is_file() and p.read_bytes() for p in pathlib.Path("dir").iterdir()}
        self.left = left

    def result(self, writes):
        return self.files.get("out") if writes else self.stdout


def reap_strays():
    """We are the reaper of what a tool leaves behind. What doesn't go after it is returned, and ended."""
    strays = []
    deadline = time.monotonic() + GRACE
    while children():
        if time.monotonic() > deadline:
            strays += children()
            for pid in children():
                os.kill(pid, signal.SIGKILL)
        if os.waitpid(-1, os.WNOHANG)[0] == 0:
            time.sleep(0.005)
    return strays


def children():
    path = pathlib.Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in path.read_text(encoding="ascii").split()]


class Command:
    """A command line, with what it makes when nothing fails."""

    def __init__(self, build, name):
        words, self.writes, self.allocator = COMMANDS[name]
        self.name = name
        self.build, self.argv = build, words.split()
        self.old = b"old" if self.writes else None
        good = self.run()
        self.new = good.result(self.writes)
        assert good.status == 0 and self.new != self.old, f"{name}: {good.stderr.decode()}"

    def run(self, wrapper=(), program="bin", **environment):
        shutil.rmtree("dir", ignore_errors=True)
        os.mkdir("dir")
        if self.writes:
            pathlib.Path("dir/out").write_bytes(self.old)
        argv = [*wrapper, f"{self.build}/{program}/{self.argv[0]}", *self.argv[1:]]
        environment = {"PATH": f"{self.build}/fault:{os.environ['PATH']}", "TMPDIR": "dir", **environment}
        try:
            run = subprocess.run(argv, stdin=subprocess.DEVNULL, timeout=SECONDS, capture_output=True,
                                 check=False, env={**os.environ, **environment})
        except subprocess.TimeoutExpired as over:
            return Outcome("a hang", over.stdout, over.stderr, reap_strays())
        return Outcome(run.returncode, run.stdout, run.stderr, reap_strays())

    def calls(self):
        """The system calls from main() on, as (NAME, N, TEXT): the Nth call of NAME."""
        self.run(["strace", "-o", "trace"])
        counts, begun, written = {}, False, set()
        for line in pathlib.Path("trace").read_text(encoding="utf-8").splitlines():
            call = re.match(r"(\w+)\(", line)
            if not call:
                continue
            name = call.group(1)
            counts[name] = counts.get(name, 0) + 1
            begun = begun or FIRST_CALL in line
            if re.search(r"O_WRONLY|O_RDWR", line):
                written.add(line.rsplit(" ", 1)[1])
            # Only a file that was written has to say something at its end. An injected error takes the
            # call's place: another descriptor would stay open.
            if begun and (name != "close" or re.search(r"\((\d+)\)", line).group(1) in written):
                yield name, counts[name], line

    def inject(self, name, n, fault):
        return self.run(["strace", "-o", "/dev/null", "-e", f"inject={name}:{fault}:when={n}"])

    def allocations(self, library):
        self.run(program="dynamic", LD_PRELOAD=library, FAULT_COUNT="count", **self.allocator)
        return int(pathlib.Path("count").read_text(encoding="utf-8"))

    def wrong_in(self, outcome, killed=False):
        """What every outcome has to be. Yields what is wrong."""
        if self.writes and outcome.result(True) not in (self.old, self.new):
            yield "the file is neither the old one nor the new one"
        if [name for name in outcome.files if name != "out" and not killed]:
            yield f"left behind: {sorted(outcome.files)}"
        if outcome.left:
            yield f"processes left behind: {outcome.left}"

    def wrong_with_error(self, outcome, may_succeed=True):
        """What a run that met an error has to be besides."""
        yield from self.wrong_in(outcome)
        if outcome.status == 0:
            if not may_succeed:
                yield "the error is not noticed"
            if outcome.result(self.writes) != self.new:
                yield "success, but the result isn't there"
        elif outcome.status not in EXIT_STATUSES:
            yield f"the exit status is {outcome.status}"
        elif not outcome.stderr.strip():
            yield "failed without a message"


def errors_at_calls(command):
    for name, n, text in command.calls():
        must_be_told = name in MUST_BE_TOLD and "write(2," not in text
        if name not in CAN_GIVE:
            yield "" if name in CAN_GIVE_NONE else f"CAN_GIVE doesn't have {name}"
        for error in CAN_GIVE.get(name, "").split():
            outcome = command.inject(name, n, INJECTED_AS.get((name, error), f"error={error}"))
            if error == "EINTR":
                wrong = list(command.wrong_with_error(outcome))
                wrong += ["it isn't tried again"] if outcome.status else []
            else:
                wrong = command.wrong_with_error(outcome, not must_be_told)
            yield describe(f"{error} of {name} {n}", outcome, wrong)


def signals_at_calls(command):
    for name, n, _ in command.calls():
        for number in (signal.SIGKILL, signal.SIGTERM):
            outcome = command.inject(name, n, f"signal={number.name}")
            if name == "exit_group" or outcome.status in (-number, 128 + number):
                wrong = command.wrong_in(outcome, number == signal.SIGKILL)
            else:  # it came where signals wait, or was answered
                wrong = command.wrong_with_error(outcome)
            yield describe(f"{number.name} at {name} {n}", outcome, wrong)


def failed_allocations(command, library):
    for n in range(1, command.allocations(library) + 1):
        outcome = command.run(program="dynamic", LD_PRELOAD=library, FAULT_ALLOCATION=str(n),
                              **command.allocator)
        yield describe(f"allocation {n}", outcome, command.wrong_with_error(outcome))


def less_memory(command):
    """From what is enough, four pages less each time, down to where the loader has too little."""
    for limit in range(8 << 20, 0, -16384):
        outcome = command.run(["prlimit", f"--as={limit}"], program="dynamic")
        if outcome.status == 127:
            return
        yield describe(f"{limit} bytes", outcome, command.wrong_with_error(outcome))


def describe(fault, outcome, wrong):
    text = ", ".join(wrong)
    message = outcome.stderr.decode(errors="replace").strip()
    return text and f"{fault}: {text} (status {outcome.status}: {message})"


def many_writers(build):
    """Each of ROUNDS: WRITERS write four different disks to one path, and somebody looks."""
    whole = []
    for i in range(4):
        pathlib.Path(f"{i}.json").write_text(f'{{"cmd":["{i}"],"x-":"{"x" * 99999 * i}"}}', encoding="ascii")
        subprocess.run([f"{build}/bin/mkconfigdisk", f"{i}.json", f"{i}.img"], check=True)
        whole.append(pathlib.Path(f"{i}.img").read_bytes())
    for n in range(ROUNDS):
        shutil.rmtree("dir", ignore_errors=True)
        os.mkdir("dir")
        writers = [subprocess.Popen([f"{build}/bin/mkconfigdisk", f"{i % 4}.json", "dir/out"])
                   for i in range(WRITERS)]
        while any(writer.poll() is None for writer in writers):
            if os.path.exists("dir/out") and pathlib.Path("dir/out").read_bytes() not in whole:
                yield f"round {n}: seen while they wrote: no whole disk"
        statuses = {writer.wait() for writer in writers}
        yield "" if statuses == {0} else f"round {n}: exit statuses {statuses}"
        yield "" if os.listdir("dir") == ["out"] else f"round {n}: left behind: {os.listdir('dir')}"
        yield "" if pathlib.Path("dir/out").read_bytes() in whole else f"round {n}: no whole disk at the end"


def make_inputs(build):
    sources = {
        "full.json": "vmdef/full.json", "image.json": "oci/image.json",
        "record.json": "vmdef/cocoon/record.json",
    }
    for name, source in sources.items():
        shutil.copy(DATA / source, name)
    shutil.copy(f"{build}/init", "init")
    pathlib.Path("spec.json").write_text('{"cmd":["/bin/true"]}', encoding="ascii")
    pathlib.Path("env").write_text("NAME=value\n", encoding="ascii")
    subprocess.run([f"{build}/bin/mkconfigdisk", "spec.json", "old.img"], check=True)


def report(title, results):
    """One line of TAP; results are what was wrong each time, empty where nothing was."""
    results = list(results)
    wrong = [text for text in results if text]
    for text in wrong:
        print(f"# {text}")
    passed = bool(results) and not wrong
    print(f"{'ok' if passed else 'not ok'} fault {title} ({len(results)} times)", flush=True)
    return passed


def run_all(build, names):
    library = f"{build}/fault/fail_nth.so"
    make_inputs(build)
    passed = report("64 writers on one path: always one whole disk", many_writers(build))
    for name in names:
        command = Command(build, name)
        passed &= report(f"{name}: an error of each system call", errors_at_calls(command))
        passed &= report(f"{name}: a signal at each system call", signals_at_calls(command))
        passed &= report(f"{name}: no memory for each allocation", failed_allocations(command, library))
        if command.allocator == DISK:
            passed &= report(f"{name}: less and less memory", less_memory(command))
    return passed


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        passed = run_all(build, sys.argv[2:] or COMMANDS)
        os.chdir("/")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
