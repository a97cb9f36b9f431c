"""A call fails at the N-th time, over judgings of each verdict: the judge refuses to start, the run is done
again, or the attempt is; never is a run with a layer missing, and nobody is charged. The programs are a
pair of their own (wrap.c), hostile ones among what they judge: those show a layer that is missing."""
import errno
import os

from faults_kill import Fault
from oracle import check
from plan import Plan
from world import PROGRAMS, Failed, Submission

# whose calls, which, and what they fail with
CALLS = (
    ('judge', 'malloc', errno.ENOMEM), ('judge', 'open', errno.EMFILE), ('judge', 'pipe', errno.EMFILE),
    ('judge', 'fork', errno.EAGAIN),
    ('grader', 'malloc', errno.ENOMEM), ('grader', 'open', errno.EMFILE), ('grader', 'pipe', errno.EMFILE),
    ('parent', 'malloc', errno.ENOMEM), ('parent', 'open', errno.EMFILE), ('parent', 'pipe', errno.EMFILE),
    ('parent', 'fork', errno.EAGAIN), ('parent', 'clone', errno.EAGAIN), ('parent', 'mount', errno.ENOMEM),
    ('parent', 'mkdir', errno.ENOSPC), ('parent', 'cgroup_write', errno.EBUSY),
    ('parent', 'privilege', errno.ENOMEM),
    ('runner', 'malloc', errno.ENOMEM), ('runner', 'open', errno.EMFILE), ('runner', 'pipe', errno.EMFILE),
    ('runner', 'clone', errno.EAGAIN), ('runner', 'mount', errno.ENOMEM), ('runner', 'mkdir', errno.ENOSPC),
    ('runner', 'cgroup_write', errno.EBUSY),
    ('init', 'open', errno.EMFILE), ('init', 'clone', errno.EAGAIN), ('init', 'mount', errno.ENOMEM),
    ('init', 'cgroup_write', errno.EBUSY), ('init', 'privilege', errno.ENOMEM),
)
JUDGED = ('good.py', 'wrong.py', 'exits.py', 'broken.py', 'good.c', 'prints.py', 'hog.py', 'traces.py')


class Call(Fault):
    """`amount`: how many N, spread over all there are; all of them where it is larger."""
    full, short = 100000, 0
    batch = 100000
    program = 'crash/assay'

    def __init__(self, role, call, error):
        self.role, self.call, self.error = role, call, error
        self.name = f'{role}-{call}'
        self.title = f'{call} of the {role} fails with {errno.errorcode[error]} at the N-th time'

    def live(self, world, plan):
        world.submit([Submission('parts' if i % 2 else 'double', program, 'ada')
                      for i, program in enumerate(JUDGED) if program in PROGRAMS])
        judge = world.judge('tester', 1, ('--drain',), env=plan.environment)
        return judge.wait((60 + len(world.submissions)) * world.options.slowness)

    def run(self, world, state, amount, report, expected):
        plan = Plan(world)
        plan.write(self.call, 0, 0, self.role)
        if self.live(world, plan) != 0:
            raise Failed(f'without a fault: {world.judges[-1].said()[-1000:]}')
        hits = plan.hits()
        report.note(f'calls of {self.call} by the {self.role}', hits)
        layers = set(world.look('SELECT DISTINCT isolation_json FROM judging'))
        for number in sorted(state.sample(range(1, hits + 1), min(amount, hits))):
            plan.write(self.call, number, self.error, self.role)
            status = self.live(world, plan)
            if plan.hits() >= number:
                report.kills += 1
            if status != 0:
                report.note('the judge ended with a fault, and was started again', 1)
        world.drain()
        report.findings = check(world, expected, max(report.kills, 1))
        missing = set(world.look("SELECT DISTINCT isolation_json FROM judging")) - layers
        if missing:
            report.findings.add('wrong', f'judged with other layers: {missing}')


FAULTS = [Call(*call) for call in CALLS]
