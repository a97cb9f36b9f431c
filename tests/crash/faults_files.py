"""The file is taken away, replaced, cut off, or loses its journal, under a judge at work."""
import contextlib
import glob
import os
import shutil
import sqlite3
import time

from faults_kill import Fault, pause_of
from oracle import check


class TakeFile(Fault):
    """The judge notices, says so and does not exit 0; what lies there now it leaves alone. Afterwards the
    file is put back, as an operator would: what was acknowledged before is judged."""
    name, title = 'file', 'the file removed, replaced, truncated, its journal taken away, while judging'
    full, short = 100, 4
    batch, per = 4, 6
    kinds = ('remove', 'replace', 'truncate', 'journal')
    noticed_s = 2

    def run(self, world, state, amount, report, expected):
        self.submit(world, state, amount)
        for number in range(amount):
            if world.open_count() < 6:
                self.submit(world, state, 1)
            self.take(world, state, report, self.kinds[number % len(self.kinds)])
            report.kills += 1
        world.drain()
        report.findings.join(check(world, expected))

    @staticmethod
    def save(world):
        """A copy of what there is, by SQLite's own means."""
        path = world.database + '.saved'
        with contextlib.closing(sqlite3.connect(f'file:{world.database}?mode=ro', uri=True)) as source, \
                contextlib.closing(sqlite3.connect(path)) as target:
            source.backup(target)
        os.chmod(path, 0o600)
        return path

    @staticmethod
    def put_back(world, saved):
        for path in glob.glob(world.database + '-*') + glob.glob(world.database):
            os.unlink(path)
        os.rename(saved, world.database)

    def take(self, world, state, report, kind):
        judge = world.judge()
        judge.wait_ready()
        time.sleep(pause_of(state, 0.3 * world.options.slowness))
        saved = self.save(world)
        before = self.strike(world, kind)
        struck = time.monotonic()
        while judge.is_running() and time.monotonic() < struck + world.patience:
            judge.tree()
            time.sleep(0.02)
        took = time.monotonic() - struck
        report.note('noticed after (s)', took)
        if judge.is_running():
            report.findings.add('wrong', f'{kind}: the judge goes on')
            judge.kill()
        elif judge.process.returncode == 0:
            report.findings.add('wrong', f'{kind}: the judge ended with 0')
        elif 'not the one that was opened' not in judge.said() and 'damaged' not in judge.said():
            report.findings.add('wrong', f'{kind}: it said {judge.said()[-300:]}')
        if took > self.noticed_s * world.options.slowness:
            report.findings.add('wrong', f'{kind}: noticed after {took:.1f} s')
        if before and world.digest(world.database) != before:
            report.findings.add('wrong', f'{kind}: what was put in its place was changed')
        self.put_back(world, saved)

    @staticmethod
    def strike(world, kind):
        """The digest of what lies there now, where it must stay as it is."""
        if kind == 'remove':
            os.unlink(world.database)
        elif kind == 'replace':
            other = world.database + '.other'
            shutil.copy2(world.database, other)
            os.rename(other, world.database)
            return world.digest(world.database)
        elif kind == 'truncate':
            os.truncate(world.database, os.path.getsize(world.database) // 2 // 4096 * 4096)
        else:
            os.unlink(world.database + '-wal')
        return None


FAULTS = [TakeFile()]
