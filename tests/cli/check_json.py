#!/usr/bin/python3
"""Checks lines of JSON against the schema of a command (docs/json/COMMAND.schema.json).

usage: check_json.py DOCS COMMAND <LINES      exit 1, and what does not fit, unless every line does
       check_json.py DOCS --names             that docs/json.md names every key of every schema
"""
import json
import pathlib
import re
import sys

import jsonschema

docs, command = pathlib.Path(sys.argv[1]), sys.argv[2]
schemas = {path.name: json.loads(path.read_text()) for path in (docs / "json").glob("*.schema.json")}


def keys_of(schema):
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from keys_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys_of(value)


def check_names():
    page = (docs / "json.md").read_text()
    named = set(re.findall(r"`([a-z0-9_]+)`", page))
    missing = {key for schema in schemas.values() for key in keys_of(schema)} - named
    sys.exit(f"docs/json.md does not name {sorted(missing)}" if missing else 0)


def check_lines():
    schema = schemas[command + ".schema.json"]
    resolver = jsonschema.RefResolver(command + ".schema.json", schema, store=schemas)
    validator = jsonschema.Draft202012Validator(schema, resolver=resolver)
    count = faults = 0
    for line in sys.stdin:
        count += 1
        for fault in validator.iter_errors(json.loads(line)):
            faults += 1
            print(f"{command}, line {count}, {'/'.join(map(str, fault.absolute_path))}: {fault.message}")
    if count == 0:
        sys.exit(f"{command} printed nothing")
    sys.exit(1 if faults else 0)


check_names() if command == "--names" else check_lines()
