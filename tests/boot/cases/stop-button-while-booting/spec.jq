# Long enough that the button is pressed while the config is read.
{
  entrypoint: ["/bin/sleep", "50"],
  cmd: [],
  env: {},
  stop_timeout: 3600,
  "x-pad": ([range(60000) | "0123456789"])
}
