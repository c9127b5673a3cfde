#!/usr/bin/env python3
"""vmdef_property.py BIN COUNT - random specs: slots, serials, read-only and the order of disks are the same
in each target, and what the config disk names is, in each target, the image that the spec gives for it. What
is printed for libvirt and Cloud Hypervisor 0.3 is judged by their own schemas."""
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import jsonschema

bin_dir, count = sys.argv[1], int(sys.argv[2])
with open(os.path.join(os.path.dirname(__file__), "../data/vmdef/cloud-hypervisor-0.3.schema"),
          encoding="utf-8") as schema_file:
    SCHEMA = json.load(schema_file)


def slot(i):
    letters = "abcdefghijklmnopqrstuvwxyz"
    return "vd" + (letters[i] if i < 26 else letters[i // 26 - 1] + letters[i % 26])


def make(rnd):
    """A spec; the disks that a reader of the contract expects: path, serial, read-only; and what each
    mount means: index, member, path."""
    disks = [["/i/root", None, True], ["/i/over", None, False], ["/i/config", None, False]]
    volumes, mounts, meant = [], [], []
    for n in range(rnd.choice([0, 1, 3, 10, 30])):
        mode = rnd.choice(["ro", "rw", "overlay"])
        mount = {"path": f"/m{n}", "mode": mode}
        for key in ["device", "overlay_device"][: 2 if mode == "overlay" else 1]:
            written = mode == "rw" or key == "overlay_device"
            volume = {"path": f"/i/{len(disks)}"}
            disk = [volume["path"], None, not written]
            how = rnd.choice(["path", "serial", "given", "label"])
            if how == "path":
                mount[key] = "/dev/" + slot(len(disks))
            elif how == "label":
                mount[key], disk[2] = f"label:l{len(disks)}", False
            else:
                disk[1] = f"s{len(disks)}"
                mount[key] = "serial:" + disk[1]
            if how == "given":
                volume["serial"] = disk[1]
            if how == "label" and not written and rnd.random() < 0.5:
                volume["readonly"] = disk[2] = True
            meant.append([n, key, disk[0]])
            disks.append(disk)
            volumes.append(volume)
        mounts.append(mount)
    host = {"name": "vm", "kernel": "/k", "disks": {
        "rootfs": {"path": "/i/root"}, "overlay": {"path": "/i/over"},
        "config": {"path": "/i/config"}, "volumes": volumes}}
    return {"cmd": ["x"], "volume_mounts": mounts, "host": host}, disks, meant


def tool(name, *arguments, text=None):
    run = subprocess.run([os.path.join(bin_dir, name), *arguments], text=True, input=text,
                         capture_output=True, check=False)
    assert run.returncode == 0, (name, arguments, run.returncode, run.stderr)
    return run.stdout


def render(target, spec, *options):
    return tool("vmdef", "--lossy", *options, "--to", target, "-", text=json.dumps(spec))


def of_disk(spec):
    """The config as the guest reads it."""
    with tempfile.TemporaryDirectory() as scratch:
        image = os.path.join(scratch, "config.img")
        tool("mkconfigdisk", "-", image, text=json.dumps(spec))
        return json.loads(tool("mkconfigdisk", "--dump", image))


def find(found, device):
    """The path of the disk that a device means; None: that can't be told from the definition."""
    kind, _, value = device.partition(":")
    if kind == "serial":
        return next((path for path, serial, _ in found if serial == value), "no such disk")
    if kind == "label":
        return None
    return dict(zip((f"/dev/{slot(i)}" for i in range(len(found))), (d[0] for d in found)))[device]


def of_qemu(text, prefix):
    drives, devices = {}, []
    lines = text.split("\n")
    for option, value in zip(lines, lines[1:]):
        if option == "-drive":
            drive = dict(part.split("=", 1) for part in value.split(","))
            drives[drive["id"]] = drive
        if option == "-device" and value.startswith(prefix):
            devices.append(dict(re.findall(r"(\w+)=([^,]*)", value)))
    places = [[int(x, 16) for x in d["addr"].split(".")] for d in devices if "addr" in d]
    assert places == sorted(places), places
    return [[drives[d["drive"]]["file"], d.get("serial"), drives[d["drive"]]["readonly"] == "on"]
            for d in devices], [d["drive"] for d in devices]


def of_json(text, disks, path, serial, readonly, name=None):
    items = json.loads(text)[disks]
    return [[d[path], d.get(serial) if serial else None, d[readonly]] for d in items], \
        [d[name] for d in items] if name else None


def of_libvirt(text):
    disks = ET.fromstring(text).findall("devices/disk")
    return [[d.find("source").get("file"), d.findtext("serial"), d.find("readonly") is not None]
            for d in disks], [d.find("target").get("dev") for d in disks]


def of_cocoon(text):
    """A record gives every disk a serial; those that nobody asked for are cocoon's or the slot's."""
    found, _ = of_json(text, "storage_configs", "path", "serial", "ro")
    own = ["cocoon-layer0", "cocoon-cow", "guest-init-config"]
    for i, disk in enumerate(found):
        if disk[1] == (own[i] if i < 3 else slot(i)):
            disk[1] = None
    return found, None


def judge(spec):
    jsonschema.validate(json.loads(render("cloud-hypervisor-0.3", spec)), SCHEMA)
    with tempfile.NamedTemporaryFile("w", suffix=".xml", encoding="utf-8") as domain:
        domain.write(render("libvirt", spec))
        domain.flush()
        validate = subprocess.run(["virt-xml-validate", domain.name, "domain"], text=True,
                                  capture_output=True, check=False)
        assert validate.returncode == 0, validate.stderr


def check(spec, disks, meant):
    config = of_disk(spec)
    no_serial = [[path, None, readonly] for path, _, readonly in disks]
    slots = [slot(i) for i in range(len(disks))]
    results = [
        (of_json(render("cloud-hypervisor", spec), "disks", "path", "serial", "readonly", "id"), disks),
        (of_json(render("cloud-hypervisor-0.3", spec), "disks", "path", None, "readonly"), no_serial),
        (of_json(render("firecracker", spec), "drives", "path_on_host", None, "is_read_only",
                 "drive_id"), no_serial),
        (of_json(render("quantavirt", spec), "storage", "path", None, "readonly"), no_serial),
        (of_cocoon(render("cocoon", spec)), disks),
        (of_libvirt(render("libvirt", spec)), disks),
        (of_qemu(render("qemu", spec, "--format", "lines"), "virtio-blk-pci"), disks),
    ]
    if len(disks) <= 24:
        text = render("qemu", spec, "--format", "lines", "--machine", "microvm")
        results.append((of_qemu(text, "virtio-blk-device"), disks))
    for (found, names), expected in results:
        assert found == expected, (found, expected)
        assert names is None or names == slots, names
        for mount, member, path in meant:
            device = config["volume_mounts"][mount][member]
            if expected is disks or not device.startswith("serial:"):
                assert find(found, device) in (None, path), (device, path, found)


for seed in range(count):
    spec, disks, meant = make(random.Random(seed))
    try:
        check(spec, disks, meant)
        judge(spec)
    except AssertionError:
        print(f"seed {seed}: {json.dumps(spec)}", file=sys.stderr)
        raise
