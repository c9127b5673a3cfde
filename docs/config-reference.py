"""config-reference.py - docs/config.md from what `mkconfigdisk --schema` prints (standard input)."""
import json
import sys

INTRO = """\
# The config

<!-- Made by `make docs` from the field tables in common/. -->

One JSON object says what a VM is and what it runs. `mkconfigdisk SPEC.json OUT.img` checks it and
writes it to the config disk, where `/init` reads it. It is strict JSON (RFC 8259) in UTF-8: no
comments, no key twice, no NUL, integers up to 2^53 - 1, at most 64 levels and 8 MiB. `null` is the
same as absent. Keys that begin with `x-` are yours; other unknown keys are ignored with a warning.

Rules across fields:

- `entrypoint` and `cmd` can't both be empty, unless `init_mode` is `systemd`. Where `init_mode` isn't
  given and the command is `/sbin/init`, `/lib/systemd/systemd` or `/usr/lib/systemd/systemd`, it is
  `systemd`. `""` is the default, as if it were written out.
- An argument, or a variable with its name and `=`, has at most 131071 bytes. All together, with 9 more for
  each, fit a quarter of the stack's limit less 24 KiB: 2 MiB unless `rlimits` has another `stack`.
- `networks` excludes the `guest_` fields. A gateway is of the IP version of an address that its
  network has; it may be outside the subnet (it is on the link then). `gateway` excludes `gateways`,
  which holds one of each version. `dhcp` excludes IPv4 addresses and gateways. Two networks can
  share a NIC only with different `vlan`s. IPv6 needs an `mtu` of 1280.
- A volume of mode `overlay` needs `overlay_device`, and no other mode may have one. No device is
  used twice, the root's (`/dev/vda` and `/dev/vdb` when `rootfs` says nothing) included.
- No two volumes, mounts and files are on one path.
- `source` is needed by mounts of type `virtiofs`, `9p` and `bind` (there an absolute path), and
  refused by `tmpfs`.
- A file has `content` or `content_base64`; all together hold at most 1 MiB.
- A resource limit's `soft` isn't above its `hard`, and no limit stands there under two names.
- `host`: each NIC has one of `tap`, `network` and `bridge`; serials differ; `disks.volumes` has as
  many disks as `volume_mounts` takes (an overlay two), or more when `rootfs` is given.

In the tables, **host** marks what is for the host's tools and never on the disk.
"""


def code(value):
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def type_names(schema):
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return [name for name in names if name != "null"]


def reference(schema):
    """The name in $defs that the schema refers to, None when there is none."""
    refs = [schema, *schema.get("anyOf", [])]
    return next((ref["$ref"].split("/")[-1] for ref in refs if "$ref" in ref), None)


def link(schema, defs):
    """What a value of the schema is, in words."""
    name = reference(schema)
    if name and "properties" in defs[name]:
        return f"[{name}](#{name})"
    return type_names(schema)[0]


def type_of(schema, defs):
    kind = type_names(schema)[0]
    if kind == "array":
        return f"list of {link(schema['items'], defs)}"
    if kind == "object" and "properties" not in defs.get(reference(schema), {}):
        values = schema.get("additionalProperties", {})
        values = next(iter(schema.get("patternProperties", {}).values()), values)
        return f"map of {link(values, defs)}"
    return link(schema, defs)


def what(schema, defs):
    name = reference(schema)
    return defs[name].get("description", "") if name else ""


def limits(schema, defs):
    """What the schema asks of a value, in words."""
    parts = []
    if "enum" in schema:
        parts.append(", ".join(code(v) for v in schema["enum"] if v))
    if "minimum" in schema:
        parts.append(f"{schema['minimum']} to {schema['maximum']} {schema.get('x-unit', '')}".strip())
    parts += [what(schema, defs)]
    if "items" in schema:
        parts.append(limits(schema["items"], defs))
    for names, most in (("minItems", "at least {}"), ("maxItems", "at most {}"),
                        ("maxProperties", "at most {}")):
        if names in schema:
            parts.append(most.format(schema[names]))
    for values in schema.get("patternProperties", {}).values():
        parts += [schema.get("x-names", ""), limits(values, defs)]
    return "; ".join(part for part in parts if part)


def row(name, schema, required, defs):
    default = "**required**" if required else code(schema["default"]) if "default" in schema else ""
    mark = "**host** " if schema.get("x-host-only") else ""
    cells = [f"`{name}`", type_of(schema, defs), default, limits(schema, defs),
             mark + schema["description"]]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table(schema, defs):
    rows = ["| field | type | default | constraint | meaning |", "|---|---|---|---|---|"]
    required = schema.get("required", [])
    return rows + [row(name, field, name in required, defs)
                   for name, field in schema["properties"].items()]


def main():
    schema = json.load(sys.stdin)
    defs = schema["$defs"]
    lines = [INTRO, "## The document", "", *table(schema, defs)]
    for name, value in defs.items():
        if "properties" in value:
            lines += ["", f"## {name}", "", *table(value, defs)]
    print("\n".join(lines))


main()
