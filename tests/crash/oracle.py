"""The oracle: what must hold after a trial, whatever was done to it.

Rows in are rows out; each judging has one verdict, recorded once, which is that of a run without faults;
its cases are complete, of one attempt, and the same; the database is in one piece; and nothing is left on
the host. What differs is told, never repaired."""
import contextlib
import fcntl
import glob
import os
import sqlite3

from world import groups_of, mounts_of, processes_of
from processes import left_of

COUNTS = ('lost', 'double', 'wrong', 'left_over')


class Findings:
    def __init__(self):
        self.counts = dict.fromkeys(COUNTS, 0)
        self.texts = []

    def add(self, kind, text, count=1):
        self.counts[kind] += count
        self.texts.append(f'{kind}: {text}')

    def join(self, other):
        for kind, count in other.counts.items():
            self.counts[kind] += count
        self.texts += other.texts

    def __bool__(self):
        return any(self.counts.values())


def told(verdict, reason):
    # the start of an interpreter may be more or less than the 5 % of CPU time that idle may have
    return verdict, (reason or '').replace('idle', 'wall')


def outcome_of(connection, judging):
    """What there is to compare of one judging."""
    verdict, reason, score = connection.execute(
        'SELECT verdict, reason, score FROM judging WHERE id = ?', (judging,)).fetchone()
    cases = connection.execute('SELECT number, verdict, reason FROM case_result WHERE judging = ?'
                               ' ORDER BY number', (judging,)).fetchall()
    return (told(verdict, reason), score,
            tuple((number, *told(verdict, reason)) for number, verdict, reason in cases))


def open_database(world):
    return contextlib.closing(sqlite3.connect(f'file:{world.database}?mode=ro', uri=True, timeout=60))


def learn(world, expected):
    """From a run without faults: {(problem, program): outcome}."""
    with open_database(world) as connection:
        for submission, one in world.submissions.items():
            judging, = connection.execute('SELECT max(id) FROM judging WHERE submission = ?',
                                          (submission,)).fetchone()
            outcome = outcome_of(connection, judging)
            known = expected.setdefault((one.problem, one.program), outcome)
            if known != outcome or outcome[0][0] == 'IE':
                raise SystemExit(f'without a fault {one} is {known} and {outcome}')


def check_judging(connection, judging, one, expected, findings, attempts_free):
    state, attempt, counted, case_count, verdict = connection.execute(
        'SELECT state, attempt, attempts_counted, case_count, verdict FROM judging WHERE id = ?',
        (judging,)).fetchone()
    if state != 'done':
        findings.add('lost', f'judging {judging} ({one.program}) is {state}')
        return 0
    ends, = connection.execute("SELECT count(*) FROM event WHERE judging = ?"
                               " AND kind IN ('finished', 'failed')", (judging,)).fetchone()
    finished, running = connection.execute(
        "SELECT sum(outcome = 'finished'), sum(outcome = 'running') FROM attempt WHERE judging = ?",
        (judging,)).fetchone()
    if ends != 1 or finished != (verdict != 'IE'):
        findings.add('double', f'judging {judging} was recorded {ends} times, by {finished} attempts')
    if running:
        findings.add('wrong', f'judging {judging} is done, and {running} attempts run')
    outcome, right = outcome_of(connection, judging), expected[one.problem, one.program]
    if outcome != right:
        findings.add('wrong', f'judging {judging} ({one.problem} {one.program}) is {outcome}'
                              f' instead of {right}')
    others, = connection.execute('SELECT count(*) FROM case_result WHERE judging = ? AND attempt <> ?',
                                 (judging, attempt)).fetchone()
    if others or (outcome[2] and [case[0] for case in outcome[2]] != list(range(1, case_count + 1))):
        findings.add('wrong', f'judging {judging} has {[case[0] for case in outcome[2]]} of {case_count}'
                              f' cases, {others} of another attempt')
    if counted != 1 and not attempts_free:
        findings.add('wrong', f'judging {judging} was charged {counted} attempts')
    return counted - 1


def check_database(connection, findings):
    for row in connection.execute('PRAGMA integrity_check'):
        if row[0] != 'ok':
            findings.add('wrong', f'integrity: {row[0]}')
    for row in connection.execute('PRAGMA foreign_key_check'):
        findings.add('wrong', f'foreign key: {row}')
    # the tally is kept by triggers: nothing is open any more
    open_judgings = connection.execute("SELECT count(*) FROM judging WHERE state NOT IN ('done',"
                                       " 'cancelled')").fetchone()[0]
    if open_judgings == 0:
        for row in connection.execute('SELECT * FROM tally'):
            findings.add('wrong', f'the tally still has {row}')


def check_rows(world, expected, findings, charged=0):
    """`charged`: how many attempts faults may have cost in all."""
    with open_database(world) as connection:
        check_database(connection, findings)
        rows = {row[0] for row in connection.execute('SELECT id FROM submission')}
        for extra in rows - set(world.submissions):
            findings.add('double', f'submission {extra} was never acknowledged')
        cost = 0
        for submission, one in world.submissions.items():
            judgings = [row[0] for row in connection.execute(
                'SELECT id FROM judging WHERE submission = ? ORDER BY id', (submission,))]
            if not judgings:
                findings.add('lost', f'submission {submission} ({one.program}) is not there')
            elif len(judgings) > 1:
                findings.add('double', f'submission {submission} has {len(judgings)} judgings')
            for judging in judgings:
                cost += check_judging(connection, judging, one, expected, findings, charged > 0)
        if cost > charged:
            findings.add('wrong', f'{cost} attempts were charged for {charged} faults')


def check_host(world, findings):
    """After the last judge has ended in order."""
    for pid in left_of(world.seen, world.patience):
        findings.add('left_over', f'process {pid}')
    for pid in left_of(processes_of(world.folder), 5):
        findings.add('left_over', f'process {pid} of ours')
    for group in groups_of(world.parents):
        findings.add('left_over', f'control group {group}')
    for mount in mounts_of(world.folder):
        findings.add('left_over', f'mount {mount}')
    for path in glob.glob(f'{world.database}.judge.*'):
        if path.endswith('.sock'):
            findings.add('left_over', f'doorbell {os.path.basename(path)}')
        elif path.endswith('.lock'):
            with open(path) as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    findings.add('left_over', f'lock {os.path.basename(path)}')
    for name, in world.look('SELECT name FROM judge'):
        findings.add('left_over', f'judge {name} in the table of judges')


def check(world, expected, charged=0):
    findings = Findings()
    check_rows(world, expected, findings, charged)
    check_host(world, findings)
    return findings
