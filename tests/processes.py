"""The processes of `assay`, as suites that disturb them see them: who is below whom, and what each is."""
import collections
import os
import time

ROLES = ('program', 'init', 'runner', 'grader', 'parent', 'assay', 'all')


def stat_of(pid):
    """(comm, state, ppid), or None."""
    try:
        with open(f'/proc/{pid}/stat') as file:
            text = file.read()
    except OSError:
        return None
    end = text.rindex(')')
    fields = text[end + 2:].split()
    return text[text.index('(') + 1:end], fields[0], int(fields[1])


def is_alive(pid):
    return (stat_of(pid) or (0, 'Z'))[1] != 'Z'


def tree_of(root):
    """The processes below root, by role."""
    children = collections.defaultdict(list)
    names = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            stat = stat_of(int(name))
            if stat and stat[1] != 'Z':
                children[stat[2]].append(int(name))
                names[int(name)] = stat[0]
    roles = collections.defaultdict(list)
    roles['assay'].append(root)
    for parent in children[root]:
        roles['parent'].append(parent)
        for below in children[parent]:
            if names[below] == 'assay-cell':
                roles['runner'].append(below)
            elif names[below] == 'assay-runner':
                roles['parent'].append(below)  # it tries what the host can do
            else:
                roles['grader'].append(below)
    for runner in roles['runner']:
        for init in children[runner]:
            roles['init'].append(init)
            waiting = list(children[init])
            while waiting:
                program = waiting.pop()
                roles['program'].append(program)
                waiting += children[program]
    roles['all'] = [pid for role in ROLES[:-1] for pid in roles[role]]
    return roles


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def left_of(pids, patience=10):
    """Those that are there `patience` seconds later still."""
    deadline = time.monotonic() + patience
    while True:
        left = [pid for pid in pids if is_alive(pid)]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.05)
