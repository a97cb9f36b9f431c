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
    allowed = {"bin", "dev", "etc", "lib", "lib64", "prog", "tmp", "usr"}
    if not set(names) <= allowed:
        print("ESCAPED: the root shows", names)
        sys.exit(1)
    if set(os.listdir("/dev")) != {"null", "zero", "full", "random", "urandom", "shm"}:
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


globals()[sys.argv[1]]()
print("held")
