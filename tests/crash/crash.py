#!/usr/bin/env python3
"""Kills, stops and starves what judges, and asks one oracle afterwards (oracle.py): nothing lost, nothing
recorded twice, each verdict that of a run without faults, nothing left on the host.

    crash.py --assay build/assay [--fault NAME]... [--amount N] [--seed 1] [--jobs 1] [--list] [--json]

A fault is tried in batches, each with a database of its own, all of it drawn from the seed, the fault's name
and the batch's number. What fails is printed with the command that repeats its batch alone. Needs root."""
import argparse
import concurrent.futures
import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback

import faults_files
import faults_calls
import faults_kill
import faults_planted
import faults_points
import faults_several
import faults_time
from oracle import COUNTS, Findings, learn
from world import PROBLEMS, PROGRAMS, Failed, Submission, World, close_all

FAULTS = {fault.name: fault for module in (faults_planted, faults_kill, faults_several, faults_files,
                                            faults_points, faults_time, faults_calls)
          for fault in module.FAULTS}


class Report:
    """What was done in one batch, and what came of it."""

    def __init__(self):
        self.kills = self.submissions = 0
        self.left_out = 0  # batches
        self.findings = Findings()
        self.figures = {}  # name: samples, each in its unit
        self.failed = None

    def note(self, name, value):
        self.figures.setdefault(name, []).append(value)

    def add(self, other):
        self.kills += other.kills
        self.submissions += other.submissions
        self.findings.join(other.findings)
        for name, samples in other.figures.items():
            self.figures.setdefault(name, []).extend(samples)


class Suite:
    def __init__(self, options):
        self.options = options
        self.expected = {}

    def learn(self, names):
        """The verdicts of all programs, without a fault; twice, or they could not be compared."""
        world = World(self.options, 'plain')
        every = any(FAULTS[name].is_hostile for name in names)
        try:
            world.submit([Submission(problem, program, 'ada') for problem in PROBLEMS
                          for program, (often, _, _) in PROGRAMS.items() if often or every
                          for _ in range(2)])
            world.drain()
            learn(world, self.expected)
        finally:
            world.close()

    def run_batch(self, fault, number, amount):
        report = Report()
        state = random.Random(f'{self.options.seed}:{fault.name}:{number}')
        world = World(self.options, fault.name, fault.program)
        try:
            fault.run(world, state, amount, report, self.expected)
        except Failed as error:
            report.failed = str(error)
        except Exception:  # pylint: disable=broad-except
            report.failed = traceback.format_exc()
        finally:
            report.submissions += len(world.submissions)
            if self.options.keep and (report.failed or report.findings):
                print(f'kept: {world.folder}', file=sys.stderr)
                for judge in world.judges:
                    judge.end()
            else:
                world.close()
        return number, report

    def run_fault(self, fault):
        """The sum of its batches, and how many of them failed."""
        amount = self.options.amount or (fault.short if self.options.short else fault.full)
        sizes = [min(fault.batch, amount - done) for done in range(0, amount, fault.batch)]
        chosen = [self.options.batch] if self.options.batch is not None else range(len(sizes))
        total, failed = Report(), 0
        begin = time.monotonic()

        def run(number):
            if self.options.minutes and time.monotonic() - begin > 60 * self.options.minutes:
                return number, None
            return self.run_batch(fault, number, sizes[min(number, len(sizes) - 1)])

        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            for number, report in pool.map(run, chosen):
                if report is None:
                    total.left_out += 1
                    continue
                total.add(report)
                if report.failed or report.findings:
                    failed += 1
                    self.complain(fault, number, amount, report)
        total.note('seconds', time.monotonic() - begin)
        return total, failed

    def complain(self, fault, number, amount, report):
        for text in ([report.failed] if report.failed else []) + report.findings.texts[:20]:
            print(f'{fault.name}, batch {number}: {text}', file=sys.stderr)
        print(f'again: scripts/crash-test --fault {fault.name} --amount {amount}'
              f' --seed {self.options.seed} --batch {number}', file=sys.stderr, flush=True)


def median(samples):
    return sorted(samples)[len(samples) // 2]


def print_row(fault, report, failed):
    counts = report.findings.counts
    print(f'{fault.name:<14}{report.kills:>7}{report.submissions:>13}'
          + ''.join(f'{counts[kind]:>10}' for kind in COUNTS) + f'{failed:>8}')
    if report.left_out:
        print(f'    {report.left_out} batches were left out: there was no time')
    for name, samples in sorted(report.figures.items()):
        print(f'    {name}: median {median(samples):.2f}, most {max(samples):.2f}'
              f' ({len(samples)} samples)')
    sys.stdout.flush()


def as_json(fault, report, failed, options):
    return {'fault': fault.name, 'kills': report.kills, 'submissions': report.submissions,
            **report.findings.counts, 'batches_failed': failed, 'batches_left_out': report.left_out, 'seed': options.seed,
            'figures': {name: {'median': median(samples), 'most': max(samples), 'samples': len(samples)}
                        for name, samples in report.figures.items()}}


def read_options():
    parser = argparse.ArgumentParser(usage=__doc__.split('\n\n')[1].strip())
    parser.add_argument('--assay', required=True, help='the program, with assay-runner beside it')
    parser.add_argument('--fault', action='append', choices=sorted(FAULTS), metavar='NAME')
    parser.add_argument('--amount', type=int, help='how often (default: --short or full)')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--batch', type=int, help='this batch alone')
    parser.add_argument('--jobs', type=int, default=1, help='batches at once')
    parser.add_argument('--minutes', type=float, help='of each fault: no batch begins later')
    parser.add_argument('--slowness', type=int, default=0)
    parser.add_argument('--short', action='store_true')
    parser.add_argument('--keep', action='store_true', help='keep the folder of what failed')
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--json', action='store_true')
    options = parser.parse_args()
    options.assay = os.path.abspath(options.assay)
    if options.slowness == 0:
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../scripts/slowness')
        options.slowness = int(os.environ.get('ASSAY_SLOWNESS')
                               or subprocess.run([script], stdout=subprocess.PIPE, check=True).stdout)
    return options


def main():
    options = read_options()
    if options.list:
        for fault in FAULTS.values():
            print(f'{fault.name:<14} {fault.full:>6} (short {fault.short})  {fault.title}')
        return 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, close_all)
    suite = Suite(options)
    names = options.fault or FAULTS
    suite.learn(names)
    any_failed = 0
    if not options.json:
        print(f'{"fault":<14}{"kills":>7}{"submissions":>13}'
              + ''.join(f'{kind.replace("_", " "):>10}' for kind in COUNTS) + f'{"failed":>8}')
    for name in names:
        report, failed = suite.run_fault(FAULTS[name])
        any_failed += failed
        if options.json:
            print(json.dumps(as_json(FAULTS[name], report, failed, options)), flush=True)
        else:
            print_row(FAULTS[name], report, failed)
    return 1 if any_failed else 0


if __name__ == '__main__':
    sys.exit(main())
