"""kill -9 of the judge, of each process below it, and of all of them at once."""
import signal
import time

from oracle import check
from processes import left_of, send
from world import Failed


class Fault:
    """`batch`: so many faults to a database; `per`: submissions for each of them."""
    name = title = None
    full = short = 1
    batch, per = 25, 20
    programs = None
    is_hostile = False
    program = 'assay'  # beside the one that is named

    def draw(self, world, state, amount):
        per = min(self.per, 6) if world.options.short else self.per
        return world.draw(state, max(per * amount, 8), self.programs)

    def submit(self, world, state, amount):
        world.submit(self.draw(world, state, amount))

    def run(self, world, state, amount, report, expected):
        raise NotImplementedError


def pause_of(state, mean):
    """A random moment: often soon, sometimes late, now and then at once."""
    return 0 if state.random() < 0.1 else min(state.expovariate(1 / mean), 4 * mean)


class KillJudge(Fault):
    name, title = 'judge', 'kill -9 of the judge at random moments'
    full, short = 500, 4
    batch = 5
    rate = None  # seconds a submission without a fault, measured once

    def free_seconds(self, world, plan):
        """How long the submissions take without a fault; measured in a database of their own."""
        if self.rate is None:
            kept, kept_database = world.submissions, world.database
            world.submissions = {}
            world.database = kept_database + '.free'
            try:
                world.run('init')
                world.submit(plan)
                self.rate = world.drain('free') / len(plan)
            finally:
                world.submissions, world.database = kept, kept_database
        return self.rate * len(plan)

    def run(self, world, state, amount, report, expected):
        plan = self.draw(world, state, amount)
        free = self.free_seconds(world, plan)
        world.submit(plan)
        begin = time.monotonic()
        mean = free / amount
        for _ in range(amount):
            judge = world.judge()
            if state.random() < 0.8:
                judge.wait_ready()
            time.sleep(pause_of(state, mean))
            judge.kill()
            report.kills += 1
        world.drain()
        took = time.monotonic() - begin
        report.note('drain / (1.5 x fault-free + 0.5 s a kill)', took / (1.5 * free + 0.5 * amount))
        report.findings = check(world, expected)


class KillTree(Fault):
    name, title = 'tree', 'kill -9 of all processes at once'
    full, short = 200, 5
    per = 8

    def run(self, world, state, amount, report, expected):
        self.submit(world, state, amount)
        last, since = [], 0
        for _ in range(amount):
            judge = world.judge()
            judge.wait_ready()
            left = left_of(last, world.patience)
            if left:
                raise Failed(f'of the last life there still are {left}')
            if last:
                report.note('last life gone after the start of the next (s)',
                            max(time.monotonic() - judge.began, 0))
            time.sleep(pause_of(state, 0.5 * world.options.slowness))
            last = judge.kill_tree(state)
            report.kills += 1
        world.drain()
        report.findings = check(world, expected)


class KillPart(Fault):
    """What is below the judge: it is replaced, and what it had in hand is judged again."""
    full, short = 200, 6
    per = 8
    role = None
    programs = ['good.py', 'wrong.py', 'exits.py', 'good.c', 'crashes.c', 'loops.py']
    costs_attempt = True

    def __init__(self):
        self.name = self.role
        self.title = f'kill -9 of a {self.role}'

    def may_strike(self, world):
        """A grader's death is an attempt, and three of them are a verdict."""
        return not self.costs_attempt or world.look(
            "SELECT count(*) FROM judging WHERE state = 'running' AND attempts_counted > 1")[0][0] == 0

    def strike(self, world, judge, state):
        """The pid that was killed, or None when nobody was there."""
        targets = judge.tree()[self.role]
        if not targets or not self.may_strike(world):
            return None
        target = state.choice(sorted(targets))
        send(target, signal.SIGKILL)
        return target

    def note_return(self, judge, report, before, target, struck):
        """How long it takes until there is another, or the judge has ended for it."""
        while time.monotonic() < struck + 10 and judge.is_running():
            now = set(judge.tree()[self.role]) - {target}
            if now - set(before) and (len(now) >= len(before) or self.role in ('program', 'init')):
                report.note(f'{self.role} back after (s)', time.monotonic() - struck)
                return
            time.sleep(0.02)

    def run(self, world, state, amount, report, expected):
        self.submit(world, state, amount)
        judge = world.judge()
        judge.wait_ready()
        for _ in range(amount):
            target = None
            while target is None:
                time.sleep(pause_of(state, 0.3 * world.options.slowness))
                if not judge.is_running():
                    judge = world.judge()
                    judge.wait_ready()
                if world.open_count() == 0:
                    self.submit(world, state, 4)
                before = judge.tree()[self.role]
                target = self.strike(world, judge, state)
            report.kills += 1
            self.note_return(judge, report, before, target, time.monotonic())
        if judge.is_running():
            judge.stop()
        world.drain()
        report.findings = check(world, expected, amount if self.costs_attempt else 0)


class KillGrader(KillPart):
    role = 'grader'


class KillRunner(KillPart):
    role = 'runner'


class KillParent(KillPart):
    role = 'parent'
    costs_attempt = False


class KillInit(KillPart):
    role = 'init'


class KillProgram(KillPart):
    """Programs, compilers, and watched interpreters with what they run."""
    role = 'program'


FAULTS = [KillJudge(), KillTree(), KillGrader(), KillRunner(), KillParent(), KillInit(), KillProgram()]
