"""What the official client would send, read off its generated code, and whether a request is such a one.

Run as a program with the operations' names as arguments it judges the requests on its standard input and prints what it
found as JSON. It works with any release of the client that is installed; QDRANT_NEWER_CLIENT may name the folder of a
newer one, whose models then stand for those of the same name.
"""

import ast
import datetime
import email
import enum
import importlib.util
import inspect
import json
import os
import pkgutil
import re
import sys
import typing
from urllib.parse import parse_qsl, quote, unquote

import pydantic
import qdrant_client
from qdrant_client.http import api
from qdrant_client.http.models import models

FAILURES_TOLD = 20

# What servers read although the description of their REST API, which the models are made from, leaves it out.
HIDDEN = {"update_collection_cluster": "to_shard_id"}


def request_models():
    """The models, and if a newer client is there its models with those that only this one has."""
    folder = os.environ.get("QDRANT_NEWER_CLIENT")
    if folder is None:
        return models
    # For what this release does not have.
    qdrant_client.__path__.append(folder)
    spec = importlib.util.spec_from_file_location("newer_models", f"{folder}/http/models/models.py")
    newer = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(newer)
    tree = ast.parse(inspect.getsource(models))
    definitions = [each for each in tree.body if isinstance(each, (ast.ClassDef, ast.Assign))]
    tree.body = [each for each in definitions if not known_to(newer, each)]
    exec(compile(tree, models.__file__, "exec"), vars(newer))
    return newer


def known_to(module, definition):
    name = definition.name if isinstance(definition, ast.ClassDef) else definition.targets[0].id
    return hasattr(module, name)


def forbid_unknown_fields(module):
    """Makes every model refuse what it does not know; some of those that are in replies too would let it pass."""
    classes = [value for value in vars(module).values() if is_model(value)]
    for cls in classes:
        cls.model_config = {**cls.model_config, "extra": "forbid"}
        # What was built into other models has to go as well.
        for built in ("__pydantic_core_schema__", "__pydantic_validator__", "__pydantic_serializer__"):
            if built in cls.__dict__:
                delattr(cls, built)
    for cls in classes:
        cls.model_rebuild(force=True)


def is_model(value):
    return inspect.isclass(value) and issubclass(value, pydantic.BaseModel) and value is not pydantic.BaseModel


class Argument:
    """Stands for the value of a parameter, to see where the generated code puts it."""

    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name


class Probe:
    """Takes what a generated client wants to send."""

    def request(self, **request):
        return request


class Rule:
    """How one operation is sent."""

    def __init__(self, build, module):
        parameters = [name for name in inspect.signature(build).parameters if name != "self"]
        request = build(**{name: Argument(name) for name in parameters})
        hints = typing.get_type_hints(build)
        self.method, self.template = request["method"], request["url"]
        # A name in the address may differ from that of the parameter, `with` is one.
        self.path = {key: hints[value] for key, value in (request.get("path_params") or {}).items()}
        self.query = {key: hints[value] for key, value in (request.get("params") or {}).items()}
        self.files = set(request.get("files") or {})
        content = request.get("content")
        self.body_type = None if content is None else hints[content.name]
        if is_model(self.body_type):
            self.body_type = getattr(module, self.body_type.__name__)
        self.body = None if content is None else pydantic.TypeAdapter(self.body_type)


def rules(module):
    """Every operation of the generated clients by method and template, without the names in it."""
    found = {}
    for tag in pkgutil.iter_modules(api.__path__):
        for name, cls in vars(importlib.import_module(f"{api.__name__}.{tag.name}")).items():
            if inspect.isclass(cls) and name.startswith("_") and name.endswith("Api"):
                for method in vars(cls):
                    if method.startswith("_build_for_"):
                        rule = Rule(getattr(cls(Probe()), method), module)
                        found[rule.method, nameless(rule.template)] = rule
    return found


def nameless(template):
    return re.sub(r"\{\w+\}", "{}", template)


class Difference(Exception):
    """A request that the official client would not send."""


def judge(rule, request):
    """Raises `Difference` unless the official client could have sent this; returns the body as its models."""
    judge_path(rule, request)
    judge_query(rule, request["query"])
    body = request["body"]
    if request["operation"] in HIDDEN:
        for part in filter(lambda each: isinstance(each, dict), body.values()):
            part.pop(HIDDEN[request["operation"]], None)
    if rule.files:
        return judge_form(rule, body)
    if rule.body is None:
        if body is not None:
            raise Difference("there is no body")
        return None
    if body is None:
        raise Difference("the body is missing")
    try:
        value = rule.body.validate_json(json.dumps(body))
    except pydantic.ValidationError as error:
        raise Difference(str(error)) from error
    dumped = rule.body.dump_python(value, mode="json", exclude_unset=True, by_alias=True)
    same(body, dumped, "")
    return value


def judge_path(rule, request):
    segments, names = request["path"].split("/"), rule.template.split("/")
    if len(segments) != len(names):
        raise Difference(f"path {request['path']} for {rule.template}")
    for segment, name in zip(segments, names):
        if not name.startswith("{"):
            if segment != name:
                raise Difference(f"path {request['path']} for {rule.template}")
            continue
        value = unquote(segment, errors="strict")
        if segment != quote(value, safe=""):
            raise Difference(f"{segment} is written otherwise in a path")
        judge_text(rule.path[name[1:-1]], value, name)


def judge_query(rule, query):
    pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True) if query else []
    if len(dict(pairs)) != len(pairs):
        raise Difference(f"a parameter twice: {query}")
    for name, value in pairs:
        if name not in rule.query:
            raise Difference(f"there is no parameter {name}")
        judge_text(rule.query[name], value, name)


def judge_text(hint, text, name):
    """Checks a value of the address against the type of the parameter."""
    if hint is bool:
        known = text in ("true", "false")
    elif hint is int:
        known = re.fullmatch(r"0|[1-9]\d*", text)
    else:
        value = int(text) if re.fullmatch(r"0|[1-9]\d*", text) else text
        try:
            known = hint is str or pydantic.TypeAdapter(hint).validate_python(value) is not None
        except pydantic.ValidationError:
            known = False
    if not known:
        raise Difference(f"{name}={text} is no {hint}")


def judge_form(rule, body):
    head = f"content-type: {body['content_type']}\r\n\r\n".encode("latin-1")
    form = email.message_from_bytes(head + body["form"].encode("latin-1"))
    if form.get_content_type() != "multipart/form-data" or form.defects:
        raise Difference(f"no form: {body['content_type']}, {form.defects}")
    parts = {part.get_param("name", header="content-disposition"): part for part in form.get_payload()}
    if set(parts) != rule.files:
        raise Difference(f"the form has {set(parts)}, not {rule.files}")
    for part in parts.values():
        if not part.get_filename() or part.get_content_disposition() != "form-data":
            raise Difference(f"a part is no file: {part.items()}")
    return None


def same(ours, theirs, path):
    """Compares JSON; a number may change from integer to float but not its value, a time its writing."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if ours.keys() != theirs.keys():
            raise Difference(f"{path}: {sorted(ours)} has become {sorted(theirs)}")
        for key in ours:
            same(ours[key], theirs[key], f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            raise Difference(f"{path}: {len(ours)} have become {len(theirs)}")
        for number, pair in enumerate(zip(ours, theirs)):
            same(*pair, f"{path}[{number}]")
    elif isinstance(ours, str) and isinstance(theirs, str):
        if ours != theirs and (time(ours) is None or time(ours) != time(theirs)):
            raise Difference(f"{path}: {ours!r} has become {theirs!r}")
    elif ours != theirs or isinstance(ours, bool) != isinstance(theirs, bool):
        raise Difference(f"{path}: {ours!r} has become {theirs!r}")


def time(text):
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None


def used(value, seen):
    """Collects the fields and the enum values of what was sent."""
    if isinstance(value, pydantic.BaseModel):
        for field in value.model_fields_set:
            seen.add(f"{type(value).__name__}.{field}")
            used(getattr(value, field), seen)
    elif isinstance(value, enum.Enum):
        seen.add(f"{type(value).__name__}.{value.name}")
    elif isinstance(value, (list, tuple)):
        for item in value:
            used(item, seen)
    elif isinstance(value, dict):
        for item in value.values():
            used(item, seen)


def usable(hint, found, visited):
    """Collects every field and every enum value that a type can have."""
    if is_model(hint):
        if hint not in visited:
            visited.add(hint)
            for name, field in hint.model_fields.items():
                found.add(f"{hint.__name__}.{name}")
                usable(field.annotation, found, visited)
    elif inspect.isclass(hint) and issubclass(hint, enum.Enum):
        found.update(f"{hint.__name__}.{value.name}" for value in hint)
    else:
        for inner in typing.get_args(hint):
            if not isinstance(inner, pydantic.Strict):
                usable(inner, found, visited)


def main(wanted):
    module = request_models()
    forbid_unknown_fields(module)
    known = rules(module)
    counts, failures, seen, found, unjudged = {}, [], set(), set(), []
    for line in sys.stdin:
        request = json.loads(line)
        operation = request["operation"]
        if operation not in wanted:
            continue
        rule = known.get((request["method"], nameless(request["template"])))
        if rule is None:
            if operation not in unjudged:
                unjudged.append(operation)
            continue
        if operation not in counts:
            counts[operation] = 0
            usable(rule.body_type, found, set())
            found.update(f"{operation}?{name}" for name in rule.query)
        counts[operation] += 1
        seen.update(f"{operation}?{name}" for name, _ in parse_qsl(request["query"]))
        try:
            used(judge(rule, request), seen)
        except Difference as difference:
            if len(failures) < FAILURES_TOLD:
                failures.append({**request, "difference": str(difference)})
            else:
                failures.append({"operation": operation})
    print(json.dumps({"counts": counts, "failures": failures, "unjudged": unjudged, "unused": sorted(found - seen)}))


if __name__ == "__main__":
    main(set(sys.argv[1:]))
