"""The date jumps, and much time passes."""
import os
import time

from faults_kill import Fault, pause_of
from oracle import check
from plan import Plan
from processes import tree_of
from world import Failed

HOUR_MS, TEN_YEARS_MS = 3600 * 1000, 10 * 365 * 86400 * 1000
LEASE = ('--lease', '3s')


class Jump(Fault):
    """No lease is lost by it, no measured time is another, and what waits for a retry is not forgotten. The
    date of the judge and of all below it jumps; that of the other one does not."""
    name, title = 'clock', 'the date jumps by an hour or by ten years, on and back'
    full, short = 100, 6
    batch, per = 20, 8

    def run(self, world, state, amount, report, expected):
        plan = Plan(world)
        self.submit(world, state, amount)
        judges = [world.judge('first', 1, LEASE, plan.environment), world.judge('second', 1, LEASE)]
        for judge in judges:
            judge.wait_ready()
        for _ in range(amount):
            if world.open_count() < 4:
                self.submit(world, state, 2)
            plan.jump(state.choice((-1, 1)) * state.choice((HOUR_MS, TEN_YEARS_MS, 0)))
            report.kills += 1
            time.sleep(pause_of(state, 0.5 * world.options.slowness))
        world.wait_for('the end of the queue', lambda: world.open_count() == 0,
                       (60 + len(world.submissions)) * world.options.slowness)
        for judge in judges:
            judge.end_in_order()
        world.drain()
        report.findings = check(world, expected)
        lost, = world.look("SELECT count(*) FROM attempt WHERE outcome <> 'finished'")[0]
        if lost:
            report.findings.add('wrong', f'{lost} attempts were taken from a judge that was alive')
        odd, = world.look('SELECT count(*) FROM case_result WHERE wall_us NOT BETWEEN 0 AND ?'
                          ' OR cpu_us NOT BETWEEN 0 AND ?', 10 ** 8, 10 ** 8)[0]
        if odd:
            report.findings.add('wrong', f'{odd} cases have times that cannot be')


class Soak(Fault):
    """`amount`: submissions. What grows is compared after the first fifth and at the end."""
    name, title = 'soak', 'a mixed queue, 30 % of it hostile: nothing of the judge grows'
    full, short = 50000, 30
    batch = 2000
    is_hostile = True
    # what may come on top: buffers and caches that fill
    SLACK = {'memory of the judge (KiB)': 4096, 'memory of all (KiB)': 65536,
             'descriptors of the judge': 4, 'descriptors of the parent': 4, 'control groups': 8, 'mounts': 2,
             'disk beside the database (KiB)': 8192}

    def run(self, world, state, amount, report, expected):
        judge = world.judge()
        judge.wait_ready()
        samples, left = [], amount
        while left > 0 or world.open_count() > 0:
            if left > 0 and world.open_count() < 100:
                world.submit(world.draw(state, min(left, 100), hostile=0.3))
                left -= min(left, 100)
            time.sleep(0.5)
            samples.append((len(world.submissions) - world.open_count(), self.measure(world, judge)))
            if not judge.is_running():
                raise Failed(f'the judge ended: {judge.said()[-1000:]}')
        self.compare(samples, amount, report)
        judge.end_in_order()
        world.drain()
        report.note('database per submission (KiB)', os.path.getsize(world.database) / 1024 / amount)
        report.findings.join(check(world, expected))

    def compare(self, samples, amount, report):
        early = [values for done, values in samples if amount / 5 <= done <= amount * 2 / 5]
        late = [values for done, values in samples if done >= amount * 4 / 5]
        if not early or not late:
            return
        for name, slack in self.SLACK.items():
            before = sorted(values[name] for values in early)[len(early) // 2]
            after = sorted(values[name] for values in late)[len(late) // 2]
            report.note(f'{name}, late - early', after - before)
            if after > before * 1.1 + slack:
                report.findings.add('left_over', f'{name} grew from {before} to {after}')

    @staticmethod
    def measure(world, judge):
        roles = tree_of(judge.pid)
        world.seen.update(pid for pid in roles['all'] if pid != judge.pid)
        world.parents.update(roles['parent'])

        def resident(pid):
            try:
                with open(f'/proc/{pid}/statm') as file:
                    return int(file.read().split()[1]) * 4
            except OSError:
                return 0

        def descriptors(pid):
            try:
                return len(os.listdir(f'/proc/{pid}/fd'))
            except OSError:
                return 0

        groups = sum(len(folders) for parent in roles['parent'] for base in
                     ('/sys/fs/cgroup', '/sys/fs/cgroup/memory', '/sys/fs/cgroup/pids', '/sys/fs/cgroup/cpuacct')
                     for _, folders, _ in os.walk(f'{base}/assay-{parent}'))
        with open('/proc/self/mountinfo') as file:
            mounts = len(file.readlines())
        beside = 0
        for base, _, names in os.walk(world.folder):
            for name in names:
                if not name.startswith('assay.db'):
                    try:
                        beside += os.lstat(os.path.join(base, name)).st_blocks // 2
                    except OSError:
                        pass
        parent = roles['parent'][0] if roles['parent'] else 0
        return {'memory of the judge (KiB)': resident(judge.pid),
                'memory of all (KiB)': sum(resident(pid) for pid in
                                           roles['assay'] + roles['parent'] + roles['grader'] + roles['runner']),
                'descriptors of the judge': descriptors(judge.pid), 'descriptors of the parent': descriptors(parent),
                'control groups': groups, 'mounts': mounts, 'disk beside the database (KiB)': beside}


FAULTS = [Jump(), Soak()]
