"""What the oracle must find: a database that is in order is spoilt, in one way at a time, behind the back of
the program. An oracle that finds nothing would make all other rows of the table worth nothing."""
import contextlib
import sqlite3

from faults_kill import Fault
from oracle import Findings, check, check_rows

# (what must be found, how it is planted)
PLANTED = (
    ('lost', "UPDATE judging SET state = 'queued', verdict = NULL, finished_ms = NULL, judge_name = ''"
             " WHERE id = 2"),
    ('lost', 'DELETE FROM judging WHERE id = 2'),
    ('double', "INSERT INTO event (judging, attempt, at_ms, kind, judge_name, detail)"
               " VALUES (1, 1, 1, 'finished', 'x', '')"),
    ('double', "INSERT INTO judging (submission, state, priority, turn, queued_ms) VALUES (1, 'queued', 0, 1, 1)"),
    ('double', 'INSERT INTO submission SELECT 4711, submitted_ms, problem, problem_name, user, language,'
               ' file_name, source FROM submission WHERE id = 1'),
    ('wrong', "UPDATE judging SET verdict = 'SV' WHERE id = 1"),
    ('wrong', "UPDATE judging SET reason = 'exit:9' WHERE id = 1"),
    ('wrong', "UPDATE judging SET score = 3.5 WHERE id = 1"),
    ('wrong', 'DELETE FROM case_result WHERE judging = 1 AND number = 1'),
    ('wrong', "UPDATE case_result SET verdict = 'OLE' WHERE judging = 1 AND number = 1"),
    ('wrong', 'UPDATE case_result SET attempt = attempt + 1 WHERE judging = 1 AND number = 1'),
    ('wrong', 'UPDATE judging SET attempts_counted = 2, attempt = 2 WHERE id = 1'),
    ('wrong', "UPDATE attempt SET outcome = 'running', ended_ms = NULL WHERE judging = 1"),
    ('wrong', 'UPDATE judging SET submission = 4711 WHERE id = 2'),
    ('wrong', "INSERT INTO tally VALUES ('user', 'x', 'queued', 1)"),
)


class Planted(Fault):
    name, title = 'planted', 'what is planted in a database that is in order: the oracle finds all of it'
    full = short = 1
    batch = len(PLANTED)

    def run(self, world, state, amount, report, expected):
        world.submit(world.draw(state, 3, ['good.py']))
        world.drain()
        report.findings = check(world, expected)
        right = world.database
        for number, (kind, change) in enumerate(PLANTED):
            world.database = f'{right}.{number}'
            self.plant(right, world.database, change)
            found = Findings()
            check_rows(world, expected, found)
            report.kills += 1
            if found.counts[kind] == 0:
                report.findings.add('wrong', f'the oracle does not find: {change}')
        world.database = right

    @staticmethod
    def plant(source, target, change):
        with contextlib.closing(sqlite3.connect(source)) as right, \
                contextlib.closing(sqlite3.connect(target)) as spoilt:
            right.backup(spoilt)
            spoilt.execute('PRAGMA ignore_check_constraints = ON')
            for name, in spoilt.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                spoilt.execute(f'DROP TRIGGER {name}')
            spoilt.execute(change)
            spoilt.commit()


FAULTS = [Planted()]
