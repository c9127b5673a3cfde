# A key that only the guest doesn't know, and too long for a line of the log.
{
  entrypoint: ["/bin/sh", "-c"],
  cmd: ["dmesg | grep -c 'guest-init: config: .*: /kkkkkkkk'"],
  env: {},
  ("x-" + "k" * 2000): null
}
