"""kill -9 at named points (base/crash_point.h), which builds for tests have."""
import os
import re
import signal
import subprocess

from faults_kill import Fault
from oracle import check
from plan import Plan
from processes import send
from world import PROBLEMS, Failed, batches_of

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# point: who dies there. "judge": it, and what is below with it; "below": a process below, which costs
# what it had in hand one attempt; "inside": one of a cell, whose run is done again.
POINTS = {
    'claimed': 'judge',
    'handed_over': 'judge',
    'before_commit': 'judge',
    'after_commit': 'judge',
    'before_checkpoint': 'judge',
    'after_checkpoint': 'judge',
    'giving_back': 'judge',
    'snapshot_copy': 'judge',
    'snapshot_kept': 'judge',
    'snapshot_put': 'judge',
    'migration': 'judge',
    'forked_grader': 'below',
    'forked_runner': 'below',
    'mid_output': 'below',
    'clean_up_of_cell': 'below',
    'before_exec': 'inside',
    'after_wait': 'inside',
    'clean_up_in_cell': 'inside',
}


def points_in_sources():
    """{point: file}."""
    found = {}
    for folder in ('base', 'db', 'judge', 'problems', 'runner'):
        for base, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in names:
                if name.endswith('.c'):
                    with open(os.path.join(base, name), encoding='utf-8') as file:
                        for point in re.findall(r'crash_point\("(\w+)"\)', file.read()):
                            found[point] = os.path.join(base, name)
    return found


def edit_problems(world):
    """Another version of each, which has to be kept anew."""
    for name in PROBLEMS:
        with open(os.path.join(world.folder, name, 'problem.yaml'), 'a') as file:
            file.write(f'# {len(world.judges)}\n')


class AtPoint(Fault):
    full, short = 50, 1
    batch, per = 10, 4

    def __init__(self, point):
        self.point, self.who = point, POINTS[point]
        self.name, self.title = f'at-{point}', f'kill -9 at the point {point}'

    def live(self, world, plan):
        """One life of a judge; its exit status."""
        if self.point.startswith('snapshot_'):
            edit_problems(world)
        judge = world.judge(arguments=('--drain',), env=plan.environment)
        return judge.wait((60 + len(world.submissions)) * world.options.slowness)

    def count(self, world, state, plan):
        self.submit(world, state, 2)
        plan.write(self.point)
        if self.live(world, plan) != 0:
            raise Failed(f'without a fault: {world.judges[-1].said()[-1000:]}')
        hits = plan.hits()
        if hits == 0:
            raise Failed(f'nobody comes to the point {self.point}')
        return hits

    def run(self, world, state, amount, report, expected):
        plan = Plan(world)
        hits = self.count(world, state, plan)
        tries = 0
        while report.kills < amount:
            tries += 1
            if tries > 10 * amount:
                raise Failed(f'the point {self.point} is not come to again: {report.kills} of {amount}')
            self.submit(world, state, 1)
            wanted = state.randint(1, hits)
            plan.write(self.point, wanted)
            status = self.live(world, plan)
            if plan.hits() < wanted:
                hits = max(plan.hits(), 1)
                continue
            report.kills += 1
            if (status == -signal.SIGKILL) != (self.who == 'judge') and self.point != 'forked_grader' \
                    and self.point != 'forked_runner':
                raise Failed(f'the judge ended with {status}: {world.judges[-1].said()[-1000:]}')
        world.drain()
        report.findings = check(world, expected, 0 if self.who == 'judge' else amount)


class AtGivingBack(AtPoint):
    """Two signals end a judge that has work in hand."""
    def draw(self, world, state, amount):
        """What takes long: it has to be in hand when the signals come."""
        return world.draw(state, 2, ['loops.py'])

    def live(self, world, plan):
        judge = world.judge(env=plan.environment)
        judge.wait_ready()
        world.wait_for('a judging in hand', lambda: world.count('running') > 0)
        for _ in range(2):
            send(judge.pid, signal.SIGTERM)
            try:
                judge.process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        return judge.wait(world.patience)


class AtMigration(AtPoint):
    """`init` dies in the middle of a migration; the next one goes on from there."""

    def run(self, world, state, amount, report, expected):
        plan = Plan(world)
        database = world.database
        for number in range(amount):
            world.database = f'{database}.{number}'
            plan.write(self.point)
            world.start('init', env=plan.environment).wait()
            os.unlink(world.database)
            plan.write(self.point, state.randint(1, plan.hits()))
            process = world.start('init', env=plan.environment)
            process.communicate()
            if process.returncode != -signal.SIGKILL:
                raise Failed(f'init ended with {process.returncode}')
            report.kills += 1
            world.submissions = {}
            world.run('init')
            self.submit(world, state, 1)
            world.drain()
            report.findings.join(check(world, expected))


class FirstAtEach(AtPoint):
    """The short form of all of them: the first process that comes to each dies, in one database."""

    def __init__(self):
        self.name, self.title = 'at-each', 'kill -9 of the first that comes to each named point'
        self.full, self.short, self.batch = 10, 1, 1

    def run(self, world, state, amount, report, expected):
        plan = Plan(world)
        costs = 0
        for self.point, self.who in POINTS.items():
            if self.point in ('giving_back', 'migration'):
                continue  # they take a life of their own kind
            world.submit(world.draw(state, 1))
            plan.write(self.point, 1)
            status = self.live(world, plan)
            if plan.hits() == 0:
                report.findings.add('wrong', f'nobody comes to the point {self.point}')
            if (status == -signal.SIGKILL) != (self.who == 'judge'):
                raise Failed(f'{self.point}: the judge ended with {status}: {world.judges[-1].said()[-1000:]}')
            costs += self.who != 'judge'
            report.kills += 1
        world.drain()
        report.findings.join(check(world, expected, costs))


class AtSubmitting(Fault):
    """A client dies around its commit, and is started again with the same key."""
    name, title = 'submit', 'kill -9 of `assay submit --key` around its commit, and again'
    full, short = 50, 4
    batch, per = 10, 3

    def run(self, world, state, amount, report, expected):
        plan = Plan(world)
        for number in range(amount):
            batch = next(batches_of(world.draw(state, 5), 5))
            plan.write(state.choice(('before_commit', 'after_commit')), 1)
            command = ('submit', '--json', '--key', f'key-{number}', '--user', batch[0].user,
                       batch[0].problem, *[one.program for one in batch])
            process = world.start(*command, env=plan.environment)
            process.communicate()
            if process.returncode != -signal.SIGKILL:
                raise Failed(f'submit ended with {process.returncode}')
            report.kills += 1
            world.acknowledge(batch, world.run(*command)[0])
        world.drain()
        report.findings = check(world, expected)


class EveryPoint(Fault):
    name, title = 'points', 'every named point of the sources is in the table, and the other way round'
    full = short = 1

    def run(self, world, state, amount, report, expected):
        found = points_in_sources()
        for point in set(found) ^ set(POINTS):
            report.findings.add('wrong', f'{point} is {"not tested" if point in found else "nowhere"}')


def make(point):
    special = {'giving_back': AtGivingBack, 'migration': AtMigration}
    return special.get(point, AtPoint)(point)


FAULTS = [EveryPoint(), AtSubmitting(), FirstAtEach()] + [make(point) for point in POINTS]
