#!/usr/bin/python3
"""Checks that each line of a judge's log is logfmt with an event of docs/log.md and no fields but that
event's, and prints it as JSON.

usage: check_log.py DOCS <LOG      exit 1, and what is wrong, unless every line fits
"""
import json
import pathlib
import re
import sys

ROW = re.compile(r"^\| `(\w+)` \| (\w+) \|((?: `\w+`)*) \| ")
PAIR = re.compile(r'([a-z_]+)=("(?:[^"\\]|\\.)*"|[A-Za-z0-9_./:+,@%-]+)(?: |$)')
ESCAPE = re.compile(r'\\(?:([ntr"\\])|x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]+)\})')
PLAIN = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


def events_of(page):
    rows = [ROW.match(line) for line in page.splitlines()]
    return {row[1]: (row[2], re.findall(r"\w+", row[3])) for row in rows if row}


def unescape(match):
    if match[1]:
        return PLAIN[match[1]]
    return chr(int(match[2] or match[3] or match[4], 16))


def parse(line):
    fields, at = [], 0
    while at < len(line):
        pair = PAIR.match(line, at)
        if not pair:
            raise ValueError(f"no logfmt at column {at + 1}: {line}")
        value = pair[2]
        if value.startswith('"'):
            if "\\" in ESCAPE.sub("", value):
                raise ValueError(f"an unknown escape in {value}")
            value = ESCAPE.sub(unescape, value[1:-1])
        fields.append((pair[1], value))
        at = pair.end()
    return fields


def check(line, events):
    if any(ord(char) < 32 or ord(char) == 127 or 0x80 <= ord(char) < 0xA0 for char in line):
        raise ValueError(f"a control character in {line!r}")
    fields = parse(line)
    names = [name for name, _ in fields]
    values = dict(fields)
    if names[:3] != ["ts", "level", "event"] or names[-1] != "msg" or len(set(names)) != len(names):
        raise ValueError(f"the fields are {names}: {line}")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", values["ts"]):
        raise ValueError(f"the time is {values['ts']}")
    if values["event"] not in events:
        raise ValueError(f"an event that docs/log.md lacks: {line}")
    level, known = events[values["event"]]
    if level not in (values["level"], "any") or names[3:-1] != known:
        raise ValueError(f"docs/log.md has the level {level} and the fields {known}: {line}")
    return values


def main():
    events = events_of((pathlib.Path(sys.argv[1]) / "log.md").read_text(encoding="utf-8"))
    faults = count = 0
    for line in sys.stdin.buffer.read().decode("utf-8").splitlines():
        count += 1
        try:
            print(json.dumps(check(line, events)))
        except ValueError as fault:
            faults += 1
            print(fault, file=sys.stderr)
    sys.exit(1 if faults or not count else 0)


main()
