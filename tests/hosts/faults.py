#!/usr/bin/env python3
"""Freezes, stops and kills the processes of `assay grade`, one at a time, in every phase of a run, and
compares each verdict with that of a run that nobody disturbed.

    faults.py --assay build/assay [--faults 60] [--seed 1] [--jobs 2] [--interpreted]

A fault is drawn from: what is done (freeze by the freezer of control groups version 1 or by cgroup.freeze
of version 2, SIGSTOP, SIGKILL), to whom (the program under test, its interpreter, the compiler and its
processes, init, the runner, the grader, the parent, assay itself, all of them at once), when, for how
long, and what is graded, by which path. SIGKILL of the parent or of assay itself may cost the verdict; it
must not change it. Afterwards nothing of the tree may be left: no process, no control group.

Needs root. Prints what differs; exit 1 then.
"""
import argparse
import concurrent.futures
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from processes import ROLES, left_of, send, stat_of, tree_of  # noqa: E402

PROBLEM = """assay: 1
name: Double it
limits: {{time: {time}ms, wall: {wall}ms, memory: 64MiB, output: 1MiB}}
cases:
  - {{in: "4\\n", out: "8\\n"}}
  - {{in: "-3\\n", out: "-6\\n"}}
"""

SOURCES = {
    # name: source, the path of its runs
    'good.py': ('import time\nx = int(input())\ntime.sleep(0.3)\nprint(2 * x)\n', 'watched'),
    'wrong.py': ('import time\nx = int(input())\ntime.sleep(0.3)\nprint(2 * abs(x))\n', 'watched'),
    'exits.py': ('import sys, time\ntime.sleep(0.3)\nsys.exit(3)\n', 'exec'),
    'waits.py': ('import time\ntime.sleep(60)\n', 'watched'),
    'kills.py': ('import os, time\ntime.sleep(0.3)\nos.kill(os.getpid(), 9)\n', 'watched'),
    'stops.py': ('import os, time\ntime.sleep(0.2)\nos.kill(os.getpid(), 19)\n', 'exec'),
    'loops.py': ('while True: pass\n', 'exec'),
    'good.c': ('#include <stdio.h>\n#include <unistd.h>\nint main(void)\n{\n    int x;\n'
               '    if (scanf("%d", &x) != 1)\n        return 1;\n    usleep(300000);\n'
               '    printf("%d\\n", 2 * x);\n    return 0;\n}\n', 'exec'),
    'broken.c': ('int main(void) { return x; }\n', 'exec'),
    'crashes.c': ('#include <unistd.h>\nint main(void) { usleep(300000); *(volatile int *)0 = 1; }\n',
                  'exec'),
}
KINDS = ('freeze', 'stop', 'kill')


class Freezer:
    """A control group of our own that freezes what is put into it."""

    def __init__(self):
        self.version = 0
        for version, base in ((1, '/sys/fs/cgroup/freezer'), (2, '/sys/fs/cgroup')):
            probe = os.path.join(base, f'faults-{os.getpid()}')
            try:
                os.mkdir(probe)
            except OSError:
                continue
            state = os.path.join(probe, 'freezer.state' if version == 1 else 'cgroup.freeze')
            usable = os.path.exists(state)
            os.rmdir(probe)
            if usable:
                self.base, self.version = base, version
                return

    def freeze(self, pids, seconds, serial):
        group = os.path.join(self.base, f'faults-{os.getpid()}-{serial}')
        os.mkdir(group)
        state = os.path.join(group, 'freezer.state' if self.version == 1 else 'cgroup.freeze')
        homes = {}
        try:
            for pid in pids:
                homes[pid] = self.home(pid)
                self.move(pid, group)
            self.write(state, 'FROZEN' if self.version == 1 else '1')
            time.sleep(seconds)
        finally:
            self.write(state, 'THAWED' if self.version == 1 else '0')
            for _ in range(200):
                for pid in self.read(os.path.join(group, 'cgroup.procs')).split():
                    home = homes.get(int(pid)) or self.base
                    self.move(int(pid), home if os.path.isdir(home) else self.base)
                try:
                    os.rmdir(group)
                    break
                except OSError:
                    time.sleep(0.05)

    def home(self, pid):
        for line in self.read(f'/proc/{pid}/cgroup').splitlines():
            _, controllers, path = line.split(':', 2)
            if ('freezer' in controllers.split(',')) if self.version == 1 else controllers == '':
                return self.base + path
        return self.base

    @staticmethod
    def move(pid, group):
        try:
            with open(os.path.join(group, 'cgroup.procs'), 'w') as file:
                file.write(str(pid))
        except OSError:
            pass  # it is gone

    @staticmethod
    def write(path, text):
        with open(path, 'w') as file:
            file.write(text)

    @staticmethod
    def read(path):
        try:
            with open(path) as file:
                return file.read()
        except OSError:
            return ''


class Faults:
    def __init__(self, options):
        self.options = options
        self.sources = {name: item for name, item in SOURCES.items()
                        if name.endswith('.py') or not options.interpreted}
        self.folder = tempfile.mkdtemp()
        os.chmod(self.folder, 0o755)
        self.freezer = Freezer()
        self.expected = {}
        self.lengths = {}
        os.mkdir(os.path.join(self.folder, 'double'))
        slow = options.slowness
        with open(os.path.join(self.folder, 'double/problem.yaml'), 'w') as file:
            file.write(PROBLEM.format(time=500 * slow, wall=1000 * slow))
        for name, (source, _) in self.sources.items():
            with open(os.path.join(self.folder, name), 'w') as file:
                file.write(source)

    def start(self, name, path):
        command = [self.options.assay, 'grade', '--json', 'double', name]
        if path == 'exec':
            command.insert(2, '--exec')
        environment = dict(os.environ, NO_COLOR='1',
                           ASSAY_CACHE=os.path.join(self.folder, f'cache-{threading.get_ident()}'))
        return subprocess.Popen(command, cwd=self.folder, env=environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    @staticmethod
    def verdict_of(text):
        """What there is to compare: all verdicts and reasons; None: there is no verdict."""
        try:
            result = json.loads(text)
        except ValueError:
            return None
        # the start of an interpreter may be more or less than the 5 % of CPU time that idle may have
        def told(item):
            return item['verdict'], item['reason'].replace('idle', 'wall')
        return told(result), tuple(told(case) for case in result['cases'])

    def run_plain(self, name, path):
        begin = time.monotonic()
        process = self.start(name, path)
        output, _ = process.communicate(timeout=120 * self.options.slowness)
        shutil.rmtree(os.path.join(self.folder, f'cache-{threading.get_ident()}'), True)
        return self.verdict_of(output), time.monotonic() - begin

    def draw(self, random_state, serial):
        kind = random_state.choice(KINDS if self.freezer.version else KINDS[1:])
        role = random_state.choice(ROLES)
        if kind == 'kill' and role == 'all':
            role = 'program'
        name = random_state.choice(sorted(self.sources))
        if kind != 'kill' and name == 'stops.py':
            name = 'waits.py'  # who ends our stop would end its own as well
        return {'serial': serial, 'kind': kind, 'role': role, 'name': name,
                'path': random_state.choice(('exec', 'watched')), 'when': random_state.random(),
                'seconds': random_state.uniform(0.3, 3.0), 'which': random_state.random()}

    def strike(self, process, fault):
        """Whether there was somebody to be struck."""
        targets = []
        deadline = time.monotonic() + 2
        while not targets and time.monotonic() < deadline and process.poll() is None:
            targets = tree_of(process.pid)[fault['role']]
        if not targets:
            return False
        if fault['role'] != 'all':
            targets = [targets[int(fault['which'] * len(targets))]]
        fault['pids'] = [(pid, (stat_of(pid) or ('gone',))[0]) for pid in targets]
        if fault['kind'] == 'freeze':
            self.freezer.freeze(targets, fault['seconds'], fault['serial'])
            return True
        for pid in targets:
            send(pid, signal.SIGKILL if fault['kind'] == 'kill' else signal.SIGSTOP)
        if fault['kind'] == 'stop':
            time.sleep(fault['seconds'])
            for pid in targets:
                send(pid, signal.SIGCONT)
        return True

    def try_fault(self, fault):
        """What is wrong, or None; and whether anybody was struck."""
        key = (fault['name'], fault['path'])
        expected, length = self.expected[key], self.lengths[key]
        process = self.start(*key)
        seen = set()
        watcher_ends = threading.Event()

        def watch():
            while not watcher_ends.wait(0.1):
                seen.update(tree_of(process.pid)['all'])

        watcher = threading.Thread(target=watch)
        watcher.start()
        time.sleep(fault['when'] * length)
        struck = self.strike(process, fault)
        try:
            output, errors = process.communicate(timeout=300 * self.options.slowness)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
            errors += ' (it did not end)'
        watcher_ends.set()
        watcher.join()
        shutil.rmtree(os.path.join(self.folder, f'cache-{threading.get_ident()}'), True)
        got = self.verdict_of(output)
        left = left_of(seen - {process.pid})
        if left:
            return f'left over: {[(pid, stat_of(pid)) for pid in left]}', struck
        # what was killed at the root of the tree has no verdict, or no more than an internal error
        if fault['kind'] == 'kill' and fault['role'] in ('assay', 'parent'):
            if got is None or got[0][0] == 'IE' or got == expected:
                return None, struck
        if got != expected:
            return f'{got} instead of {expected}; exit {process.returncode}: {errors.strip()}', struck
        return None, struck

    def groups_left(self):
        """assay-PID of parents that are gone. A killed parent's go at the next start."""
        self.run_plain('good.py', 'exec')
        left = []
        for base, folders, _ in os.walk('/sys/fs/cgroup'):
            if base.count('/') > 5:
                folders[:] = []
            for name in folders:
                if name.startswith('assay-') and name[6:].isdigit() and not stat_of(int(name[6:])):
                    left.append(os.path.join(base, name))
                if name.startswith(f'faults-{os.getpid()}'):
                    left.append(os.path.join(base, name))
        return left

    def run(self):
        for name, (_, path) in self.sources.items():
            for path in ('exec', 'watched'):
                self.expected[name, path], self.lengths[name, path] = self.run_plain(name, path)
                if self.expected[name, path] is None or self.expected[name, path][0][0] == 'IE':
                    print(f'{name} by {path}: {self.expected[name, path]} without a fault')
                    return 1
        random_state = random.Random(self.options.seed)
        faults = [self.draw(random_state, i) for i in range(self.options.faults)]
        wrong = struck_count = 0
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            for fault, (fails, struck) in zip(faults, pool.map(self.try_fault, faults)):
                struck_count += struck
                if fails:
                    wrong += 1
                    print(f'{fault}: {fails}', flush=True)
                elif self.options.verbose:
                    print(f'{fault}: right', flush=True)
        left = self.groups_left()
        if left:
            print(f'control groups are left: {left}')
        print(f'{len(faults)} faults, {struck_count} of them struck; {wrong} verdicts differ, '
              f'{len(left)} control groups left (seed {self.options.seed})')
        shutil.rmtree(self.folder, True)
        return 1 if wrong or left or struck_count < len(faults) // 2 else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--assay', required=True)
    parser.add_argument('--faults', type=int, default=60)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--slowness', type=int, default=1)
    parser.add_argument('--interpreted', action='store_true', help='no program that is compiled')
    parser.add_argument('--verbose', action='store_true')
    options = parser.parse_args()
    options.assay = os.path.abspath(options.assay)
    sys.exit(Faults(options).run())


if __name__ == '__main__':
    main()
