"""Several judges on one database, judges that stop, and others who write to it."""
import signal
import sqlite3
import time

from faults_kill import Fault, pause_of
from oracle import check
from processes import send
from world import Failed

LEASE = ('--lease', '3s')


class SeveralJudges(Fault):
    """Some are started again under their names, some only when the others have taken over their work."""
    name, title = 'judges', '2, 4 and 8 judges on one database, with kills on top'
    full, short = 300, 8
    batch, per = 20, 20

    def run(self, world, state, amount, report, expected):
        names = [f'judge-{i}' for i in range(state.choice((2, 4, 8)) if amount > 8 else 3)]
        self.submit(world, state, amount)
        judges = {name: world.judge(name, 1, LEASE) for name in names}
        absent = {}
        for _ in range(amount):
            time.sleep(pause_of(state, 0.5 * world.options.slowness))
            for name in [name for name, until in absent.items() if time.monotonic() > until]:
                del absent[name]
                judges[name] = world.judge(name, 1, LEASE)
            name = state.choice(sorted(judges))
            if name in absent:
                continue
            judges[name].kill()
            report.kills += 1
            if state.random() < 0.3 and len(absent) < len(names) - 1:
                absent[name] = time.monotonic() + 5
            else:
                judges[name] = world.judge(name, 1, LEASE)
        for name in absent:
            judges[name] = world.judge(name, 1, LEASE)
        world.wait_for('the end of the queue', lambda: world.open_count() == 0,
                       (60 + len(world.submissions)) * world.options.slowness)
        for judge in judges.values():
            judge.end_in_order()
        world.drain()
        report.findings = check(world, expected)
        shares = dict(world.look('SELECT judge_name, count(*) FROM judging GROUP BY 1'))
        least = min(shares.get(name, 0) for name in names)
        report.note('share of the judge with least (of 1 / judges)',
                    least * len(names) / len(world.submissions))
        if least == 0 and len(world.submissions) >= 40 * len(names):
            report.findings.add('wrong', f'a judge was starved: {shares}')


def two_judges(world):
    """At work, with leases that are over soon."""
    judges = [world.judge(name, 1, LEASE) for name in ('first', 'second')]
    for judge in judges:
        judge.wait_ready()
    return judges


class StopJudge(Fault):
    name, title = 'stop', 'SIGSTOP of a judge past its lease: another one takes over, and it is fenced'
    full, short = 100, 2
    batch, per = 10, 12

    def run(self, world, state, amount, report, expected):
        self.submit(world, state, amount)
        judges = two_judges(world)
        for _ in range(amount):
            if world.open_count() < 8:
                self.submit(world, state, 1)
            time.sleep(pause_of(state, 0.5 * world.options.slowness))
            stopped = judges[int(state.random() < 0.5)]
            held = self.held_by(world, stopped.name)
            send(stopped.pid, signal.SIGSTOP)
            report.kills += 1
            if held:
                world.wait_for('another judge to take over',
                               lambda held=held: not held & self.held_by(world, stopped.name))
            send(stopped.pid, signal.SIGCONT)
        for judge in judges:
            judge.end_in_order()
        world.drain()
        fenced, = world.look("SELECT count(*) FROM event WHERE kind = 'fenced'")[0]
        report.note('late results, kept as events alone', fenced)
        report.findings = check(world, expected)

    @staticmethod
    def held_by(world, name):
        return set(world.look("SELECT id, attempt FROM judging WHERE state = 'running'"
                              " AND judge_name = ?", name))


class StopGrader(Fault):
    """Its judge lives, so that nobody takes over; it goes on where it stopped."""
    name, title = 'stop-grader', 'SIGSTOP of a grader for longer than a lease'
    full, short = 100, 1
    batch, per = 10, 10

    def run(self, world, state, amount, report, expected):
        self.submit(world, state, amount)
        judges = two_judges(world)
        for _ in range(amount):
            if world.open_count() < 4:
                self.submit(world, state, 1)
            time.sleep(pause_of(state, 0.3 * world.options.slowness))
            graders = judges[int(state.random() < 0.5)].tree()['grader']
            for pid in graders:
                send(pid, signal.SIGSTOP)
            report.kills += 1
            time.sleep(4)
            for pid in graders:
                send(pid, signal.SIGCONT)
        for judge in judges:
            judge.end_in_order()
        world.drain()
        report.findings = check(world, expected)


class OtherWriter(Fault):
    """Eight submit at once meanwhile: each waits, none is refused."""
    name, title = 'writer', 'another writer holds the database 1 to 60 s, and 8 submit at once'
    full, short = 100, 1
    batch, per = 2, 8

    def run(self, world, state, amount, report, expected):
        self.submit(world, state, amount)
        judge = world.judge()
        judge.wait_ready()
        for _ in range(amount):
            seconds = 3 if world.options.short else min(1 + state.expovariate(1 / 8), 60)
            self.hold(world, state, report, seconds)
            report.kills += 1
            if not judge.is_running():
                raise Failed(f'the judge ended: {judge.said()[-1000:]}')
        world.wait_for('the end of the queue', lambda: world.open_count() == 0,
                       (60 + len(world.submissions)) * world.options.slowness)
        judge.end_in_order()
        report.findings = check(world, expected)

    @staticmethod
    def hold(world, state, report, seconds):
        with_lock = sqlite3.connect(world.database, timeout=60, isolation_level=None)
        with_lock.execute('PRAGMA wal_autocheckpoint = 0')
        with_lock.execute('BEGIN IMMEDIATE')
        begin = time.monotonic()
        batches = [[one._replace(user=f'user-{i}', problem='double') for one in world.draw(state, 4)]
                   for i in range(8)]
        clients = [world.start('submit', '--json', '--user', batch[0].user, 'double',
                               *[one.program for one in batch]) for batch in batches]
        time.sleep(seconds)
        with_lock.execute('ROLLBACK')
        released = time.monotonic()
        report.note('database held (s)', released - begin)
        for batch, client in zip(batches, clients):
            output, errors = client.communicate(timeout=20 * world.patience)
            if client.returncode != 0:
                raise Failed(f'submit: exit {client.returncode}: {errors}')
            world.acknowledge(batch, output)
        report.note('the last of 8 submitted after the release (s)', time.monotonic() - released)
        # a connection that closes must not be the last: it would merge the log
        with_lock.close()


FAULTS = [SeveralJudges(), StopJudge(), StopGrader(), OtherWriter()]
