# Nine failures of half a kilobyte each, with a line a phase: more than the 4 KiB that the driver of the
# serial line takes when nothing leaves it. The kernel's log takes no more than ten lines at a time.
{
  entrypoint: ["/bin/sh", "-c"],
  cmd: ["dmesg | sed -n 's/.*guest-init: \\(.*\\): done after.*/\\1/p' | xargs >/phases; dmesg | grep -c 'guest-init: volumes: mount' >/failures; exit 42"],
  mounts: [range(9) | {type: "bind", source: "/nowhere", target: "/\("a" * 200)/\("b" * 200)/\(.)", required: false}]
}
