"""The attacks that come most naturally in Python: `attack.py NAME [ARGUMENT...]`. Prints "held"
when stopped as documented."""
import errno
import os
import sys


def expect(number, function, *args):
    try:
        result = function(*args)
    except OSError as problem:
        if problem.errno != number:
            print("ESCAPED:", function, problem)
            sys.exit(1)
        return
    print("ESCAPED:", function, "gave", result)
    sys.exit(1)


def fork():
    expect(errno.EAGAIN, os.fork)


def subprocesses():
    import subprocess
    expect(errno.EAGAIN, subprocess.run, ["/bin/true"])
    expect(errno.EAGAIN, os.posix_spawn, "/bin/true", ["true"], {})


def shell():
    # without a process there is no shell to have
    if os.system("echo ESCAPED") == 0:
        print("ESCAPED: os.system")
        sys.exit(1)


def processes_pool():
    import multiprocessing
    expect(errno.EAGAIN, multiprocessing.Process(target=print).start)


def sockets():
    import socket
    expect(errno.EPERM, socket.socket)
    expect(errno.EPERM, socket.socket, socket.AF_UNIX)
    expect(errno.EPERM, socket.create_server, ("127.0.0.1", 0))
    one, other = socket.socketpair()
    one.sendall(b"fine")
    assert other.recv(4) == b"fine"


def asyncio_works():
    import asyncio

    async def wait():
        await asyncio.sleep(0.01)
        return await asyncio.get_running_loop().run_in_executor(None, lambda: 42)

    assert asyncio.run(wait()) == 42


def threads_work():
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda x: x * x, range(100))) == 328350


def thread_bomb():
    import threading
    import time
    made = 0
    try:
        for _ in range(1000):
            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
            made += 1
    except RuntimeError:
        pass
    if made > 15:
        print("ESCAPED:", made, "threads")
        sys.exit(1)
    print("held", flush=True)
    os._exit(0)


def memory_error():
    bytearray(10**11)


def memory_touch():
    keep = []
    while True:
        keep.append(b"x" * 10**6 + bytes(len(keep)))


def host_files():
    for path in ["/etc/passwd", "/proc/self/environ", "/sys/kernel", "/root/.ssh", *sys.argv[2:]]:
        expect(errno.ENOENT, open, path)
    names = sorted(os.listdir("/"))
    allowed = {".proc", "bin", "dev", "etc", "lib", "lib64", "prog", "tmp", "usr"}
    if not set(names) <= allowed:
        print("ESCAPED: the root shows", names)
        sys.exit(1)
    if set(os.listdir("/dev")) != {"null", "zero", "full", "random", "urandom", "shm", "fd",
                                      "stdin", "stdout", "stderr"}:
        print("ESCAPED: /dev shows", os.listdir("/dev"))
        sys.exit(1)


def environment():
    names = set(os.environ) - {"LC_CTYPE"}
    if names != {"PATH", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE", "LC_ALL"}:
        print("ESCAPED: the environment has", names)
        sys.exit(1)


def ptrace():
    import ctypes
    ctypes.CDLL(None).ptrace(0, 0, 0, 0)


def unshare():
    import ctypes
    ctypes.CDLL(None).unshare(0x10000000)


def segfault():
    import ctypes
    ctypes.string_at(0)


def libraries_work():
    import decimal
    import json
    import shutil
    import tempfile
    with tempfile.TemporaryDirectory() as place:
        with open(os.path.join(place, "a"), "w", encoding="utf-8") as out:
            json.dump({"x": str(decimal.Decimal("1.5"))}, out)
        shutil.copy2(os.path.join(place, "a"), os.path.join(place, "b"))
        shutil.copytree(place, place + "2")
    os.cpu_count()
    os.sched_getaffinity(0)


def huge_integer():
    return 1 << 10**12


def huge_string():
    return len("x" * 10**11)


def huge_list():
    return len([0] * 10**10)


def doubling_string():
    text = "x" * 1000
    while True:
        text += text


def many_objects():
    keep = []
    while True:
        keep.append([len(keep), {}])


def power_tower():
    return 9**9**8


def regular_expression():
    import re
    re.match("(a+)+$", "a" * 64 + "b")


def recursion():
    sys.setrecursionlimit(10**9)

    def deeper(level):
        return deeper(level + 1) + 1

    deeper(0)


def catch_everything():
    def spin():
        while True:
            pass

    while True:
        try:
            spin()
        except BaseException:
            continue


def thread_that_spins():
    import threading

    def spin():
        while True:
            pass

    threading.Thread(target=spin).start()


def spin_in_atexit():
    import atexit

    def spin():
        while True:
            pass

    print("held", flush=True)
    atexit.register(spin)
    sys.exit(0)


def every_socket():
    import socket
    for name in dir(socket):
        if name.startswith("AF_"):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
                expect(errno.EPERM, socket.socket, getattr(socket, name), kind)


def name_lookup():
    import socket
    for name in ("localhost", "example.com"):
        try:
            print("ESCAPED:", socket.getaddrinfo(name, 80))
            sys.exit(1)
        except socket.gaierror:
            pass


def descriptors_in_flight():
    import array
    import socket
    one, _ = socket.socketpair()
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))
    expect(errno.EPERM, one.sendmsg, [b"x"], [rights])


def signal_others():
    import signal
    for pid in (1, -1, 3, 4, os.getppid() or 1):
        expect(errno.ENOSYS, os.kill, pid, signal.SIGKILL)


def read_memory():
    import ctypes
    ctypes.CDLL(None).process_vm_readv(1, 0, 0, 0, 0, 0)


def expect_call(number, name, *args):
    """The same of a function of the C library's, which has no Python exception."""
    import ctypes
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*args) != -1 or ctypes.get_errno() != number:
        print("ESCAPED:", name, args, ctypes.get_errno())
        sys.exit(1)


def signal_watchers():
    # pid 1 is the cell's init, 300 a watched interpreter
    TGKILL, TKILL, SIGQUEUE, PIDFD_OPEN = 234, 200, 129, 434
    for pid in (1, 300, -300, 299, 301):
        expect(errno.ENOSYS, os.kill, pid, 9)
        expect_call(errno.ENOSYS, "syscall", TGKILL, pid, pid, 9)
        expect_call(errno.ENOSYS, "syscall", TKILL, pid, 9)
        expect_call(errno.ENOSYS, "syscall", SIGQUEUE, pid, 15, 0)
        expect_call(errno.ENOSYS, "syscall", PIDFD_OPEN, pid, 0)
    os.kill(os.getpid(), 0)


def limit_watchers():
    import resource
    for pid in (1, 300):
        expect(errno.ENOSYS, resource.prlimit, pid, resource.RLIMIT_NOFILE, (0, 0))
        expect(errno.ENOSYS, resource.prlimit, pid, resource.RLIMIT_AS)
        expect(errno.EPERM, os.sched_setaffinity, pid, {0})
        expect(errno.EPERM, os.sched_setscheduler, pid, os.SCHED_BATCH, os.sched_param(0))
        expect(errno.EPERM, os.setpriority, os.PRIO_PROCESS, pid, 19)
        expect_call(errno.ENOSYS, "syscall", 251, 1, pid, 0)  # ioprio_set
    expect(errno.EPERM, os.setpriority, os.PRIO_USER, 0, 19)
    expect(errno.EPERM, os.setpriority, os.PRIO_PGRP, 0, 19)


def raise_limits():
    import resource
    for name in ("AS", "NPROC", "NOFILE", "CORE", "CPU", "FSIZE", "MEMLOCK"):
        which = getattr(resource, "RLIMIT_" + name)
        hard = resource.getrlimit(which)[1]
        if hard == resource.RLIM_INFINITY:
            print("ESCAPED: no limit of", name)
            sys.exit(1)
        try:
            resource.setrlimit(which, (hard + 1, hard + 1))
        except ValueError:  # what Python makes of EPERM here
            continue
        print("ESCAPED: more of", name)
        sys.exit(1)
    expect(errno.EPERM, os.nice, -1)


def privileges():
    import ctypes
    library = ctypes.CDLL(None)
    GET_NO_NEW_PRIVS = 39
    if 0 in os.getresuid() + os.getresgid() or os.getgroups():
        print("ESCAPED:", os.getresuid(), os.getresgid(), os.getgroups())
        sys.exit(1)
    if library.prctl(GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1:
        print("ESCAPED: there are privileges to be had")
        sys.exit(1)
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if library.capget(header, data) != 0 or any(data):
        print("ESCAPED: capabilities", list(data))
        sys.exit(1)
    for function in (os.setuid, os.setgid):
        expect(errno.EPERM, function, 0)
    expect(errno.EPERM, os.setgroups, [0])


def descriptors():
    # a way to whoever started this, and words for it
    for fd in range(3, 1024):
        try:
            os.fstat(fd)
        except OSError:
            continue
        print("ESCAPED: descriptor", fd, "is open")
        sys.exit(1)
    import socket
    for fd in range(3):
        for kind in range(1, 40):
            try:
                socket.socket(fileno=os.dup(fd)).send(kind.to_bytes(4, "little") + bytes(12))
                print("ESCAPED:", fd, "is a socket")
                sys.exit(1)
            except OSError:
                pass


def trace_interpreter():
    import ctypes
    ctypes.CDLL(None).ptrace(0x4206, 300, 0, 0)  # PTRACE_SEIZE


def write_memory():
    import ctypes
    ctypes.CDLL(None).process_vm_writev(300, 0, 0, 0, 0, 0)


def proc():
    # the interpreter and init are there, under numbers that any process could try
    for pid in range(1, 400):
        if pid != os.getpid():
            expect(errno.ENOENT, os.stat, "/.proc/%d" % pid)
    seen = sorted(os.listdir("/.proc"))
    if seen != sorted([str(os.getpid()), "self", "thread-self"]):
        print("ESCAPED: seen are", seen)
    for name in "mem", "maps", "environ", "status", "fdinfo/0", "oom_score_adj", "exe/../mem":
        for flags in os.O_RDONLY, os.O_WRONLY, os.O_RDWR:
            try:
                os.open("/.proc/self/" + name, flags)
                print("ESCAPED:", name)
            except OSError:
                pass
    for fd in range(3, 1024):
        expect(errno.ENOENT, os.open, "/dev/fd/%d" % fd, os.O_RDONLY | os.O_NONBLOCK)


def plain():
    pass


def int80():
    # mov eax, 20; int 0x80; ret
    import ctypes
    import mmap
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(bytes.fromhex("b814000000cd80c3"))
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    print("ESCAPED: it said", ctypes.CFUNCTYPE(ctypes.c_int)(address)())


def x32():
    import ctypes
    print("ESCAPED: it said", ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 + 39)))


def leave_modules():
    # where the next run's imports might look
    for name in ("json.py", "sitecustomize.py", "usercustomize.py", "attack.pyc"):
        with open(os.path.join("/tmp", name), "w", encoding="utf-8") as out:
            out.write("print('owned')")
    for place in ("/prog", sys.prefix, os.path.dirname(os.__file__), os.path.expanduser("~")):
        try:
            with open(os.path.join(place, "sitecustomize.py"), "w", encoding="utf-8"):
                print("ESCAPED:", place, "can be written")
                sys.exit(1)
        except OSError:
            pass


def hostile_output():
    sys.stdout.buffer.write(b"held\n\0\xff\xfe\x1b[2J")
    sys.stdout.flush()
    os._exit(0)


def right_then_exception():
    print("held", flush=True)
    raise RuntimeError("after the answer")


def close_output():
    os.write(1, b"held\n")
    os.close(1)
    os.close(2)
    os._exit(0)


def host_state():
    # kernel files by which a container is left
    for path in ("/proc/sys/kernel/core_pattern", "/sys/fs/cgroup/release_agent", "/proc/1/mem",
                 "/proc/self/mem", "/dev/mem", "/dev/kvm", "/var/run/docker.sock", "/proc/kcore"):
        expect(errno.ENOENT, open, path, "r+b")


globals()[sys.argv[1]]()
print("held")
