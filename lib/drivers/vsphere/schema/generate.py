#!/usr/bin/python3
"""Writes the vim-*.ts beside it: the part of vSphere's types that Zerfaux speaks, in the order a vCenter insists on.

    apt-get install python3-pyvmomi
    /usr/bin/python3 lib/drivers/vsphere/schema/generate.py && npx oxfmt lib/drivers/vsphere/schema

To use another method or read another property, add it to wanted.py and run this again. What the
published types do not know, or only know after API version 6.5, is refused here and not at a vCenter.
"""
import pathlib
import sys

from pyVmomi import VmomiSupport as vmomi

sys.dont_write_bytecode = True
from wanted import (
    ANSWERS, METHODS, NEWER_THAN_SPOKEN, PROPERTIES, READ_AS, REQUEST_FIELDS, REQUEST_SUBTYPES,
)

DISK_CONTROLLERS = ["VirtualSCSIController", "VirtualSATAController", "VirtualIDEController", "VirtualNVMEController"]
ABSTRACT_CONTROLLERS = ["VirtualSCSIController", "VirtualSATAController"]

SCALARS = {
    "str": "string", "bool": "boolean", "int": "int", "short": "int", "byte": "int", "long": "long",
    "TypeName": "string", "PropertyPath": "string", "type": "string", "datetime": "string",
}


def wsdl(name):
    return vmomi.GetWsdlType("urn:vim25", name)


def fields(kind):
    """In the order of the wire; DynamicData's own two fields are never sent and never read."""
    return [p for p in kind._GetPropertyList() if p.name not in ("dynamicType", "dynamicProperty")]


def spell(kind, needed, raw_fault=False):
    if issubclass(kind, vmomi.Array):
        return spell(kind.Item, needed) + "[]"
    if issubclass(kind, vmomi.ManagedObject):
        return "moref"
    if kind is object:
        return "any"
    if issubclass(kind, wsdl("MethodFault")) and not raw_fault:
        return "LocalizedMethodFault"  # pyvmomi hides this wrapper; the wire has it
    if issubclass(kind, vmomi.DataObject):
        needed.add(kind)
        return kind._wsdlName
    for base in kind.__mro__:
        if base.__name__ in SCALARS:
            return SCALARS[base.__name__]
    raise SystemExit(f"no spelling for {kind}")


def spell_field(field, needed):
    if field.version in NEWER_THAN_SPOKEN:
        raise SystemExit(f"{field.name} is newer than the API version that Zerfaux speaks")
    spelled = spell(field.type, needed)
    optional = field.flags & vmomi.F_OPTIONAL and not spelled.endswith("[]")
    return spelled + ("?" if optional else "")


def one(kind, name):
    found = [p for p in fields(kind) if p.name == name]
    if not found:
        raise SystemExit(f"{kind._wsdlName} has no {name}")
    return found[0]


def method_table(needed):
    table = {}
    for owner, name in METHODS:
        info = next(
            (i for k in wsdl(owner).__mro__ if hasattr(k, "_methodInfo") for i in k._methodInfo.values() if i.wsdlName == name),
            None,
        )
        if info is None:
            raise SystemExit(f"{owner} has no {name}")
        takes = {"_this": "moref"}
        takes.update((p.name, spell_field(p, needed)) for p in info.params)
        # pyvmomi says what the task will have made; the wire answers with the task itself.
        answers_with_task = name.endswith("_Task")
        result = "void" if info.methodResult is type(None) else spell(info.methodResult, set())
        result = "moref" if answers_with_task else result
        table[name] = {"takes": takes, "gives": result}
    return table


def request_table(needed):
    needed |= {wsdl(name) for name in REQUEST_SUBTYPES}
    table = {}
    while needed - {wsdl(name) for name in table}:
        for kind in sorted(needed - {wsdl(name) for name in table}, key=lambda k: k._wsdlName):
            table[kind._wsdlName] = {p.name: spell_field(p, needed) for p in sent_fields(kind)}
    return dict(sorted(table.items()))


def sent_fields(kind):
    """Those that wanted.py names, where it names any for the type or a base of it."""
    spoken = [p for p in fields(kind) if p.version not in NEWER_THAN_SPOKEN]
    named = [REQUEST_FIELDS[k._wsdlName] for k in kind.__mro__ if getattr(k, "_wsdlName", None) in REQUEST_FIELDS]
    if not named:
        return spoken
    wanted = {name for names in named for name in names}
    for p in spoken:
        if p.name not in wanted and not p.flags & vmomi.F_OPTIONAL:
            raise SystemExit(f"{kind._wsdlName}.{p.name} is required")
    for name in REQUEST_FIELDS.get(kind._wsdlName, []):
        one(kind, name)
    return [p for p in spoken if p.name in wanted]


def request_subtypes(requests):
    """From each type to those that may stand in its place."""
    table = {}
    for name in requests:
        others = [n for n in requests if n != name and issubclass(wsdl(n), wsdl(name))]
        if others:
            table[name] = others
    return table


def answer_table():
    table = {}
    for name, wanted in ANSWERS.items():
        table[name] = {}
        for field in wanted:
            owner, _, short = field.rpartition(".")
            if field == "$type":
                table[name]["$type"] = "typeName"
                continue
            kind = wsdl(owner or name)
            if not issubclass(kind, wsdl(name)):
                raise SystemExit(f"{owner} is not a kind of {name}")
            known = READ_AS.get(f"{name}.{short}")
            table[name][short] = known or spell(
                one(kind, short).type, set(), raw_fault=name == "LocalizedMethodFault"
            )
    for name, row in table.items():
        for field, spelled in row.items():
            base = spelled.removesuffix("[]")
            if base[0].isupper() and base not in table:
                raise SystemExit(f"{name}.{field} is a {base}: say in ANSWERS what is kept of it")
    return table


def property_table(answers):
    table = {}
    for name, paths in PROPERTIES.items():
        table[name] = {}
        for path in paths:
            kind = wsdl(name)
            for step in path.split("."):
                kind = one(kind, step).type
            spelled = spell(kind, set())
            if spelled.removesuffix("[]")[0].isupper() and spelled.removesuffix("[]") not in answers:
                raise SystemExit(f"{name}.{path} is a {spelled}: say in ANSWERS what is kept of it")
            table[name][path] = spelled
    return table


def subtypes_of(bases, all_names):
    """From each subtype to the nearest type in `bases`."""
    table = {}
    for name in sorted(all_names):
        kind = wsdl(name)
        near = next((k._wsdlName for k in kind.__mro__ if getattr(k, "_wsdlName", None) in bases), None)
        if near and near != name:
            table[name] = near
    return table


def literal(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"'{k}': {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(v) for v in value) + "]"
    return f"'{value}'"


def main():
    # pyVmomi loads types when they are first asked for; asking for all makes the subtypes known.
    names = {name for (ns, name) in vmomi._wsdlTypeMap if ns == "urn:vim25"}
    names |= {name for (ns, name) in vmomi._wsdlDefMap if ns == "urn:vim25"}
    managed = {n for n in names if issubclass(wsdl(n), vmomi.ManagedObject)}
    cards = sorted(n for n in names if issubclass(wsdl(n), wsdl("VirtualEthernetCard")) and n != "VirtualEthernetCard")

    controllers = sorted(
        n for n in names for base in DISK_CONTROLLERS if issubclass(wsdl(n), wsdl(base)) and n not in ABSTRACT_CONTROLLERS
    )

    needed = set()
    methods = method_table(needed)
    requests = request_table(needed)
    answers = answer_table()
    properties = property_table(answers)
    write("vim-methods.ts", "/** `?` is optional, `[]` any number of; fields stand in the order of the wire. */", "methods", methods)
    write("vim-requests.ts", "/** As in vim-methods.ts. */", "requestTypes", requests)
    add(
        "vim-requests.ts", "/** What may stand where the type is asked for; it says then which one it is. */",
        f"export const requestSubtypes = {literal(request_subtypes(requests))} as const",
    )
    write(
        "vim-answers.ts", "/** What is kept of an answer. Fields of subtypes stand with their base. */", "answerTypes", answers
    )
    write("vim-objects.ts", "/** What is read of each object. */", "managedTypes", properties)
    add(
        "vim-objects.ts", "/** Kinds of the above that a vCenter may answer with, and what to read them as. */",
        "export const managedSubtypes: Readonly<Record<string, keyof typeof managedTypes>> = "
        + literal(subtypes_of(set(PROPERTIES), managed)),
    )
    add("vim-objects.ts", "", f"export const ethernetCards: ReadonlySet<string> = new Set({literal(cards)})")
    add(
        "vim-objects.ts", "/** Those that disks hang on. */",
        f"export const diskControllers: ReadonlySet<string> = new Set({literal(controllers)})",
    )


HEAD = """// Generated by generate.py from pyvmomi 6.7.1's type data. Do not edit.
// pyvmomi: Copyright (c) 2005-2018 VMware, Inc., licensed under the Apache License, Version 2.0.
"""


def write(name, comment, constant, value):
    path = pathlib.Path(__file__).parent / name
    path.write_text(f"{HEAD}\n{comment}\nexport const {constant} = {literal(value)} as const\n")


def add(name, comment, line):
    with (pathlib.Path(__file__).parent / name).open("a") as file:
        file.write(f"\n{comment}\n{line}\n" if comment else f"\n{line}\n")


main()
