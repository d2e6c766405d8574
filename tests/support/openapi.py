#!/usr/bin/env python3
"""openapi.py: holds answers of serve against its OpenAPI document.

    openapi.py answers DOCUMENT KEPT    each line of KEPT is an answer that serve has kept: it must be one that the
                                        document allows for its path, method and status
    openapi.py terminal DOCUMENT LINES  each command of LINES ("dlq list", a tab, its options) has an operation that takes
                                        each option, or a reason stands in ONLY_TERMINAL or ONLY_TERMINAL_OPTIONS
    openapi.py examples DOCUMENT        each example of a schema is one, each schema is used, each member described,
                                        and none is open

Prints what does not hold, a line each; the exit code is 1 where there is any."""
import json
import re
import sys

import jsonschema

# Commands that have no operation, and why.
ONLY_TERMINAL = {
    "migrate": "changes the schema as its owner, before serve can start",
    "topology": "declares queues, before serve can work",
    "catalog import": "reads files of the machine it runs on",
    "catalog rekey": "reads every edition of the catalogue, which takes longer than a request may",
    "help": "is about the terminal",
    "serve": "is this server",
}

# Options that no operation of their command takes, and why: of every command, or of one.
ONLY_TERMINAL_OPTIONS = {
    "config": "names a file of the machine; serve has read its own",
    "help": "/openapi.json says it",
    "json": "is given always",
    "verbose": "JSON has everything",
    "dlq replay --wait": "the operation goes on by itself: --no-wait is given always",
    "status --watch": "draws on a terminal: /api/v1/events is the stream",
    "status --plain": "is of --watch",
    "status --until-empty": "is of --watch",
    "status --interval": "is of --watch",
    "status --heatmap": "draws on a terminal: the overview has the months",
    "export --output": "names a file of the machine: the answer is the file",
    "export --force": "is of --output",
    "doctor --bundle": "names a file of the machine",
    "dlq replay --edit": "starts an editor: letters/edit takes the body",
    "check --test-alert": "sends messages to people, by the configuration of the machine",
    "check --quiet": "prints less on a terminal",
    "operation show --watch": "prints again and again: ask again",
    "before": "is an older name of --after",
}
class Document:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.whole = json.load(file)
        self.paths = self.whole["paths"]
        self.schemas = self.whole["components"]["schemas"]
        self.validators = {}  # by schema: to make one takes longer than to use it

    def path_of(self, asked):
        """The path of the document that fits, those without variables first."""
        for path in sorted(self.paths, key=lambda p: p.count("{")):
            if re.fullmatch(re.sub(r"\\\{[a-z_]+\\\}", "[^/]+", re.escape(path)), asked):
                return path
        return None

    def resolve(self, value):
        while "$ref" in value:
            target = self.whole
            for part in value["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            value = target
        return value

    def errors(self, schema, value):
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            whole = {**schema, "components": self.whole["components"]}
            self.validators[key] = jsonschema.Draft202012Validator(whole)
        for error in self.validators[key].iter_errors(value):
            where = "/".join(map(str, error.absolute_path)) or "the whole"
            yield f"{where}: {error.message[:300]}"


def wrong_with(document, kept):
    """What is wrong with an answer; None: it is one that the document allows."""
    path = document.path_of(kept["path"])
    method = {"HEAD": "GET"}.get(kept["method"], kept["method"]).lower()
    problem = {"$ref": "#/components/schemas/problem"}
    if path is None and re.fullmatch("/|/page/.*", kept["path"]) or method == "options":
        return  # the page, and which methods there are
    if path is None or method not in document.paths[path]:
        if kept["status"] not in (400, 401, 403, 404, 405, 413, 414, 415, 421, 429, 431, 501, 503):
            yield f"answers {kept['status']} where the document has nothing"
        if kept["type"] == "application/problem+json":
            yield from document.errors(problem, json.loads(kept["body"]))
        return
    answers = document.paths[path][method]["responses"]
    answer = answers.get(str(kept["status"]))
    if answer is None and kept["status"] >= 400:
        answer = answers.get("default")
    if answer is None:
        if kept["status"] != 304:
            yield f"has no answer {kept['status']}"
        return
    content = document.resolve(answer).get("content")
    kind = kept["type"].split(";")[0]
    if content is None or kept["method"] == "HEAD":
        if kept["body"]:
            yield f"has a body: {kept['body'][:100]}"
    elif kind not in content:
        yield f"{kept['status']} has the type '{kind}', not one of {sorted(content)}"
    elif kind.endswith("json"):
        try:
            value = json.loads(kept["body"])
        except ValueError as error:
            yield f"is no JSON: {error}: {kept['body'][:100]!r}"
        else:
            yield from document.errors(content[kind]["schema"], value)


def answers(document, path):
    said = set()
    with open(path, encoding="utf-8") as file:
        for line in set(file):
            if not line.endswith("}\n"):
                continue  # of a serve that was killed while it wrote
            kept = json.loads(line)
            for wrong in wrong_with(document, kept):
                complaint = f"{kept['method']} {kept['path']} ({kept['status']}): {wrong}"
                if complaint not in said:
                    yield complaint
                said.add(complaint)


def taken(document):
    """What operations take of each command: its parameters, those of a body, and what is given always."""
    asked = {}
    for path, methods in document.paths.items():
        for operation in methods.values():
            if "x-command" not in operation:
                continue
            command = operation["x-command"].removeprefix("backfill-producer ")
            names = asked.setdefault(command, set())
            names |= {parameter["name"] for parameter in operation.get("parameters", []) if "name" in parameter}
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            names |= set(document.resolve(body).get("properties", {}))
            names |= set(operation.get("x-fixed", []))
    return asked


def terminal(document, path):
    asked = taken(document)
    used, commands = set(), set()
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")[:-1]
    for line in lines:
        command, _, options = line.partition("\t")
        commands.add(command)
        if command in ONLY_TERMINAL:
            used.add(command)
            if command in asked:
                yield f"'{command}' has an operation: ONLY_TERMINAL says that it has none"
            continue
        if command not in asked:
            yield f"'{command}' of the terminal has no operation: give it one, or say in ONLY_TERMINAL why not"
            continue
        for option in options.split():
            key = option if option in ONLY_TERMINAL_OPTIONS else f"{command} --{option}"
            if option.replace("-", "_") in asked[command]:
                if key in ONLY_TERMINAL_OPTIONS and " " in key:
                    yield f"'{key}' is taken: ONLY_TERMINAL_OPTIONS says that it is not"
            elif key not in ONLY_TERMINAL_OPTIONS:
                yield f"'{command} --{option}' is taken by no operation: let one, or say in ONLY_TERMINAL_OPTIONS why not"
            used.add(key)
    for name in sorted((set(ONLY_TERMINAL) | set(ONLY_TERMINAL_OPTIONS)) - used):
        yield f"'{name}' has a reason to be the terminal's only, and is not there"
    for command in sorted(set(asked) - commands):
        yield f"an operation carries out '{command}', which the terminal does not have"


def described(name, schema):
    """Every member has a description and a type, in every depth, and no other members are allowed."""
    if "properties" in schema and schema.get("additionalProperties", True) is True:
        yield f"{name} is open: other members would not be noticed"
    for key, member in schema.get("properties", {}).items():
        if not member.get("description"):
            yield f"{name}.{key} has no description"
        if not {"type", "enum", "$ref", "oneOf", "anyOf"} & set(member):
            yield f"{name}.{key} has no type"
        yield from described(f"{name}.{key}", member)
    if isinstance(schema.get("items"), dict):
        yield from described(f"{name}[]", schema["items"])
    if isinstance(schema.get("additionalProperties"), dict):
        yield from described(f"{name}.*", schema["additionalProperties"])


def examples(document):
    text = json.dumps(document.whole)
    for name, schema in document.schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        yield from described(name, schema)
        if f'"#/components/schemas/{name}"' not in text:
            yield f"{name} is used by nothing"
        for example in schema.get("examples", []):
            for wrong in document.errors(schema, example):
                yield f"{name}: its example: {wrong}"
    for name in re.findall(r'"#/components/schemas/([a-z_]+)"', text):
        if name not in document.schemas:
            yield f"there is no schema {name}"
    ids = re.findall(r'"operationId": "([^"]*)"', text)
    for name in {name for name in ids if ids.count(name) > 1}:
        yield f"two operations are called {name}"


def main():
    document = Document(sys.argv[2])
    does = {"answers": answers, "terminal": terminal, "examples": examples}[sys.argv[1]]
    complaints = list(does(document, *sys.argv[3:]))
    print("\n".join(complaints[:60]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
