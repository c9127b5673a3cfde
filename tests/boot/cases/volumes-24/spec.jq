# Three letters are not enough: vdd to vdz are 23, the last is vdaa.
def name: if . < 26 then "vd\("abcdefghijklmnopqrstuvwxyz"[.:. + 1])" else "vda\("abcdefghijklmnopqrstuvwxyz"[. - 26:. - 25])" end;
{
  entrypoint: ["/bin/sh", "-c"],
  cmd: ["for d in vdd vde vdf vdg vdh vdi vdj vdk vdl vdm vdn vdo vdp vdq vdr vds vdt vdu vdv vdw vdx vdy vdz vdaa; do echo $d >/volumes/$d/name; done"],
  workdir: "/",
  env: {},
  volume_mounts: [range(3; 27) | name | {device: "/dev/\(.)", path: "/volumes/\(.)", mode: "rw"}]
}
