"""What every trial of the crash suite works in: a folder with problems, programs, a database and a copy of
`assay`, so that what is left over can be told from what others run."""
import collections
import contextlib
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from processes import is_alive, send, stat_of, tree_of  # noqa: E402

DOUBLE = """assay: 1
name: Double it
limits: {{time: {time}ms, wall: {wall}ms, memory: 64MiB, output: 64KiB}}
cases:
  - {{in: "4\\n", out: "8\\n"}}
  - {{in: "-3\\n", out: "-6\\n"}}
"""
PARTS = """assay: 1
name: Double it, in parts
limits: {{time: {time}ms, wall: {wall}ms, memory: 64MiB, output: 64KiB}}
cases:
  - group: small
    points: 4
    cases:
      - {{in: "1\\n", out: "2\\n"}}
      - {{in: "2\\n", out: "4\\n"}}
  - group: negative
    points: 6
    cases: [{{in: "-1\\n", out: "-2\\n"}}]
"""

# name: (how often, how it is hostile, the source)
PROGRAMS = {
    'good.py': (6, False, 'print(2 * int(input()))\n'),
    'wrong.py': (4, False, 'print(2 * abs(int(input())))\n'),
    'exits.py': (2, False, 'import sys\ninput()\nsys.exit(3)\n'),
    'broken.py': (1, False, 'print(\n'),
    'good.c': (3, False, '#include <stdio.h>\nint main(void)\n{\n    int x;\n    if (scanf("%d", &x) != 1)\n'
                         '        return 1;\n    printf("%d\\n", 2 * x);\n    return 0;\n}\n'),
    'broken.c': (1, False, 'int main(void) { return x; }\n'),
    'crashes.c': (1, False, 'int main(void) { *(volatile int *)0 = 1; }\n'),
    'loops.py': (1, True, 'while True: pass\n'),
    'sleeps.py': (0, True, 'import time\ntime.sleep(60)\n'),
    'prints.py': (1, True, 'while True: print("x" * 1000)\n'),
    'hog.py': (1, True, 'x = b"x" * (1 << 28)\n'),
    'traces.py': (1, True, 'import ctypes\nctypes.CDLL(None).syscall(101, 0, 0, 0, 0)\n'),
    'forks.py': (0, True, 'import os\nwhile True:\n    try: os.fork()\n    except OSError: pass\n'),
    'fills.py': (0, True, 'with open("/tmp/x", "wb") as file:\n    while True: file.write(bytes(1 << 20))\n'),
    'kills.py': (0, True, 'import os\nos.kill(os.getpid(), 9)\n'),
    'mean.c': (0, True, '#include <signal.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n'
                        'int main(void)\n{\n    for (int i = 1; i < 65; i++)\n        signal(i, SIG_IGN);\n'
                        '    for (int i = 3; i < 1024; i++)\n        dup(0);\n'
                        '    for (;;)\n        memset(malloc(1 << 20), 1, 1 << 20);\n}\n'),
}
PROBLEMS = ('double', 'parts')
USERS = ('ada', 'bob', 'cyd', 'dan')

Submission = collections.namedtuple('Submission', 'problem program user')


class Failed(Exception):
    """The trial could not be held: no finding, and no success either."""


WORLDS = []


def close_all(number, _):
    """Of a suite that is told to end: nothing that it started goes on."""
    for world in list(WORLDS):
        world.close()
    os._exit(128 + number)


class World:
    def __init__(self, options, name, program='assay'):
        self.options = options
        self.patience = 30 * options.slowness
        self.folder = tempfile.mkdtemp(prefix=f'crash-{name}-')
        os.chmod(self.folder, 0o755)
        self.assay = os.path.join(self.folder, 'bin', 'assay')
        os.mkdir(os.path.dirname(self.assay))
        where = os.path.dirname(program)
        for program in ('assay', 'assay-runner'):
            shutil.copy2(os.path.join(os.path.dirname(options.assay), where, program),
                         os.path.join(os.path.dirname(self.assay), program))
        for name, text in zip(PROBLEMS, (DOUBLE, PARTS)):
            os.mkdir(os.path.join(self.folder, name))
            with open(os.path.join(self.folder, name, 'problem.yaml'), 'w') as file:
                file.write(text.format(time=500 * options.slowness, wall=1000 * options.slowness))
        for name, (_, _, source) in PROGRAMS.items():
            with open(os.path.join(self.folder, name), 'w') as file:
                file.write(source)
        self.database = os.path.join(self.folder, 'db', 'assay.db')
        os.mkdir(os.path.dirname(self.database), 0o700)
        self.submissions = {}  # by id: what was acknowledged
        self.seen = set()      # processes that ever belonged to a judge of ours
        self.parents = set()   # those of them that own control groups
        self.judges = []
        WORLDS.append(self)
        self.run('init')

    # ---- commands ----

    def command(self, *arguments):
        verb, rest = arguments[0], arguments[1:]
        return [self.assay, verb, '--db', self.database, *rest]

    def environment(self, **more):
        return dict(os.environ, NO_COLOR='1', ASSAY_CACHE='', **more)

    def start(self, *arguments, env=None):
        return subprocess.Popen(self.command(*arguments), cwd=self.folder, text=True,
                                env=self.environment(**(env or {})),
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *arguments, statuses=(0,)):
        process = self.start(*arguments)
        try:
            output, errors = process.communicate(timeout=20 * self.patience)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise Failed(f'{arguments}: it did not end') from error
        if process.returncode not in statuses:
            raise Failed(f'{arguments}: exit {process.returncode}: {errors.strip()}')
        return output, errors

    # ---- submitting ----

    def draw(self, state, count, programs=None, hostile=None):
        """`hostile`: their share; None: as PROGRAMS says."""
        names = programs or [name for name, (often, _, _) in PROGRAMS.items() if often]
        plan = []
        for _ in range(count):
            if hostile is not None:
                mean = state.random() < hostile
                some = [name for name, (_, is_hostile, _) in PROGRAMS.items() if is_hostile == mean]
                program = state.choice(sorted(some))
            else:
                program = state.choices(names, [PROGRAMS[name][0] or 1 for name in names])[0]
            plan.append(Submission(state.choice(PROBLEMS), program, state.choice(USERS)))
        return plan

    def acknowledge(self, batch, output):
        ids = [json.loads(line)['submission'] for line in output.splitlines()]
        if len(ids) != len(batch):
            raise Failed(f'{len(batch)} were submitted, {len(ids)} ids were printed')
        self.submissions.update(zip(ids, batch))

    def submit(self, plan, size=50):
        """In commands of at most `size`, each of one user to one problem."""
        for batch in batches_of(plan, size):
            output, _ = self.run('submit', '--json', '--user', batch[0].user, batch[0].problem,
                                 *[one.program for one in batch])
            self.acknowledge(batch, output)

    # ---- judging ----

    def judge(self, name='tester', jobs=2, arguments=(), env=None):
        judge = Judge(self, name, jobs, arguments, env or {})
        self.judges.append(judge)
        return judge

    def drain(self, name='tester', jobs=2):
        """Judges all that is left, without a fault. Returns the seconds that took."""
        begin = time.monotonic()
        judge = self.judge(name, jobs, ('--drain',))
        status = judge.wait((60 + len(self.submissions)) * self.options.slowness)
        if status != 0:
            raise Failed(f'the last judge ended with exit {status}: {judge.said()[-2000:]}')
        return time.monotonic() - begin

    # ---- looking ----

    def look(self, query, *values):
        """The rows of a query, of a database that may be at work."""
        with contextlib.closing(sqlite3.connect(f'file:{self.database}?mode=ro', uri=True,
                                                timeout=60)) as connection:
            return connection.execute(query, values).fetchall()

    def count(self, state):
        return self.look('SELECT count(*) FROM judging WHERE state = ?', state)[0][0]

    def open_count(self):
        return self.look("SELECT count(*) FROM judging WHERE state NOT IN ('done', 'cancelled')")[0][0]

    def wait_for(self, what, condition, seconds=None):
        deadline = time.monotonic() + (seconds or self.patience)
        while not condition():
            if time.monotonic() > deadline:
                said = ''.join(judge.said()[-1000:] for judge in self.judges[-2:])
                raise Failed(f'waited in vain for: {what}; {said}')
            time.sleep(0.02)

    def digest(self, path):
        with open(path, 'rb') as file:
            return hashlib.sha256(file.read()).hexdigest()

    def close(self):
        for judge in self.judges:
            judge.end()
        shutil.rmtree(self.folder, True)
        WORLDS.remove(self)


def batches_of(plan, size):
    groups = collections.defaultdict(list)
    for one in plan:
        groups[one.problem, one.user].append(one)
    for group in groups.values():
        for first in range(0, len(group), size):
            yield group[first:first + size]


class Judge:
    """`assay judge`, in the background."""

    def __init__(self, world, name, jobs, arguments, env):
        self.world = world
        self.name = name
        self.log = os.path.join(world.folder, f'judge-{len(world.judges)}.log')
        self.began = time.monotonic()
        with open(self.log, 'w') as log:
            self.process = subprocess.Popen(
                world.command('judge', '--name', name, '-j', str(jobs), *arguments), cwd=world.folder,
                env=world.environment(**env), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
        self.pid = self.process.pid

    def said(self):
        with open(self.log, errors='replace') as file:
            return file.read()

    def tree(self):
        """Its processes by role, which are remembered."""
        roles = tree_of(self.pid)
        self.world.seen.update(pid for pid in roles['all'] if pid != self.pid)
        self.world.parents.update(roles['parent'])
        return roles

    def is_running(self):
        return self.process.poll() is None

    def wait_ready(self):
        self.world.wait_for('the start of a judge',
                            lambda: ' judges ' in self.said() or not self.is_running())

    def wait(self, seconds):
        """Its exit status. The processes of its tree are noted meanwhile."""
        deadline = time.monotonic() + seconds
        while self.is_running():
            if time.monotonic() > deadline:
                raise Failed(f'judge {self.name} did not end; {self.said()[-2000:]}')
            self.tree()
            time.sleep(0.2)
        return self.process.returncode

    def kill(self):
        self.tree()
        send(self.pid, signal.SIGKILL)
        self.process.wait()

    def kill_tree(self, state):
        """All of it, in any order, but in the same moment to the judge: one that still runs sees a grader
        die, and counts an attempt."""
        send(self.pid, signal.SIGSTOP)
        pids = list(self.tree()['all'])
        state.shuffle(pids)
        for pid in pids:
            send(pid, signal.SIGKILL)
        self.process.wait()
        return pids

    def stop(self):
        send(self.pid, signal.SIGTERM)
        return self.wait(self.world.patience)

    def end_in_order(self):
        if self.stop() != 0:
            raise Failed(f'judge {self.name} ended with {self.process.returncode}: {self.said()[-1000:]}')

    def end(self):
        if self.is_running():
            self.kill()


def groups_of(parents):
    """Control groups of dead parents."""
    left = []
    for base, folders, _ in os.walk('/sys/fs/cgroup'):
        if base.count('/') > 5:
            folders[:] = []
        for name in folders:
            if name.startswith('assay-') and name[6:].isdigit() and int(name[6:]) in parents \
                    and not is_alive(int(name[6:])):
                left.append(os.path.join(base, name))
    return left


def processes_of(folder):
    """Those that run a program in the folder."""
    found = []
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        with contextlib.suppress(OSError):
            if os.readlink(f'/proc/{name}/exe').startswith(folder + '/') and stat_of(int(name)):
                found.append(int(name))
    return found


def mounts_of(folder):
    with open('/proc/self/mountinfo') as file:
        return [line.split()[4] for line in file if folder in line]
