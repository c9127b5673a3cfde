# 100 variables, 200 KB in all.
{
  entrypoint: ["/bin/probe", "env-sum"],
  cmd: [],
  workdir: "/",
  env: ([range(100) | {key: "variable.\(.)", value: ("\(.)" * 2200)[:2000]}] | from_entries
    + {PATH: "/bin", HOME: "/"})
}
