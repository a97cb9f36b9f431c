#!/usr/bin/env python3
"""usage: rooms.py TREE includes|links

Plants in TREE one include (or one link) for every ordered pair of rooms of a layer, and for every
room of judge/ and every room of another layer, and prints, one a line, those that must be found:
`FILE "HEADER"` or `ROOM links ROOM`. What may use what is written down here once more, from
CONTRIBUTING.md and not from the script under test: a wrong arrow there is found here.
"""
import os
import sys

ORDER = {  # bottom to top; those of one line do not see each other
    "judge": ["rules checkers cache", "report languages", "submissions dispatch", "grader queue",
              "commands"],
    "runner": ["evidence.h build", "runner.h filter arch", "protocol.h", "host client",
               "init", "watched", "cells", "parent"],
    "problems": ["problem.h", "limits yaml package", "native", "load"],
    "db": ["store.h", "sqlite"],
}
NEVER = {("judge/grader", "judge/dispatch"), ("judge/grader", "judge/report")}
ALL = "rules checkers cache report languages submissions dispatch grader queue commands"
SEEN_FROM_JUDGE = {  # room of another layer: the rooms of judge/ that may use it
    "db/store.h": "queue commands",
    "db/sqlite": "",
    "problems/problem.h": ALL,
    "runner/evidence.h": ALL,
    "runner/runner.h": "submissions dispatch grader queue commands",
    "runner/client": "submissions dispatch grader",
    "problems/limits": ALL,
    "problems/yaml": "languages submissions commands",
    "problems/package": "grader queue commands",
    "problems/native": "",
    "problems/load": "dispatch grader commands",
    "runner/build": "submissions dispatch grader",
    "runner/filter": "dispatch grader",
    "runner/arch": "",
    "runner/protocol.h": "submissions grader",
    "runner/host": "",
    "runner/init": "",
    "runner/watched": "",
    "runner/cells": "",
    "runner/parent": "",
}


def level(layer, room):
    return next(i for i, rooms in enumerate(ORDER[layer]) if room in rooms.split())


def pairs():
    """(layer of the user, its room, the room used with its layer, whether it may)."""
    for layer, rows in ORDER.items():
        rooms = " ".join(rows).split()
        for user in rooms:
            for used in rooms:
                if user != used:
                    may = level(layer, used) < level(layer, user)
                    may = may and (f"{layer}/{user}", f"{layer}/{used}") not in NEVER
                    yield layer, user, f"{layer}/{used}", may
    for used, users in SEEN_FROM_JUDGE.items():
        for user in " ".join(ORDER["judge"]).split():
            yield "judge", user, used, user in users.split()


def is_folder(room):
    return "." not in room and room not in ("problems/limits", "problems/package", "problems/load")


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)


def main():
    tree, kind = sys.argv[1:]
    for layer, user, used, may in pairs():
        room = f"{layer}/{user}"
        if kind == "includes":
            path = f"{room}/uses.c" if is_folder(room) else f"{os.path.splitext(room)[0]}.c"
            header = f"{used}/any.h" if is_folder(used) else f"{os.path.splitext(used)[0]}.h"
            write(f"{tree}/{path}", f'#include "{header}"\n')
            if not may:
                print(f'{path} "{header}"')
        elif is_folder(room) and is_folder(used):
            write(f"{tree}/{layer}/CMakeLists.txt",
                  f"assay_room({room} USES base {used} SOURCES a.c)\n")
            if not may:
                print(f"{room} links {used}")


main()
