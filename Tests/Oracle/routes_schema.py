# SPDX-License-Identifier: Apache-2.0
"""Holds definitions against a JSON Schema, as an editor would.

    routes_schema.py SCHEMA

Standard input is a JSON list of YAML texts; the answer is a list with, for each, what is wrong with it: a list of texts.
"""

import json
import sys

from jsonschema import Draft7Validator
from ruamel.yaml import YAML

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft7Validator.check_schema(schema)
validator = Draft7Validator(schema)


def faults(text):
    # YAML 1.2, of which "yes" is a text.
    document = YAML(typ="safe", pure=True).load(text)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


print(json.dumps([faults(text) for text in json.load(sys.stdin)]))
