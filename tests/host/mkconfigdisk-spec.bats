#!/usr/bin/env bats
# mkconfigdisk-spec.bats - what a spec, an image, variables and secrets make together.
load host

setup() {
	enter_scratch
	M=$BIN/mkconfigdisk
	OCI=$DATA/oci
}

# config ARGUMENT... - print what would be written, without its warnings.
config() {
	"$M" --print-config "$@" 2>/dev/null
}

# expect_lines EXPECTED ACTUAL
expect_lines() {
	diff <(printf '%s\n' "$1") <(printf '%s\n' "$2")
}

@test "entrypoint and cmd: the spec's over the image's" {
	local spec image expected row=0
	while IFS='|' read -r spec image expected; do
		row=$((row + 1))
		printf '%s' "$spec" >spec.json
		printf '{"config":%s,"os":"linux"}' "$image" >image.json
		run -0 config --image image.json spec.json
		expect_lines "$expected" "$output" || { echo "row $row: $spec over $image"; false; }
	done <<-'END'
		{}|{"Cmd":["c"]}|{"cmd":["c"]}
		{}|{"Entrypoint":["e"]}|{"entrypoint":["e"]}
		{}|{"Entrypoint":["e"],"Cmd":["c"]}|{"entrypoint":["e"],"cmd":["c"]}
		{"cmd":["C"]}|{"Entrypoint":["e"],"Cmd":["c"]}|{"entrypoint":["e"],"cmd":["C"]}
		{"entrypoint":["E"]}|{"Entrypoint":["e"],"Cmd":["c"]}|{"entrypoint":["E"]}
		{"entrypoint":["E"],"cmd":["C"]}|{"Entrypoint":["e"],"Cmd":["c"]}|{"entrypoint":["E"],"cmd":["C"]}
		{"entrypoint":[],"cmd":["C"]}|{"Entrypoint":["e"],"Cmd":["c"]}|{"entrypoint":[],"cmd":["C"]}
		{"cmd":[]}|{"Entrypoint":["e"],"Cmd":["c"]}|{"entrypoint":["e"],"cmd":[]}
		{"entrypoint":null,"cmd":null}|{"Entrypoint":["e"],"Cmd":["c"]}|{"entrypoint":["e"],"cmd":["c"]}
		{"entrypoint":null,"cmd":["C"]}|{"Entrypoint":["e"],"Cmd":["c"]}|{"entrypoint":["e"],"cmd":["C"]}
		{"entrypoint":["E"],"cmd":null}|{"Entrypoint":null,"Cmd":["c"]}|{"entrypoint":["E"]}
		{"cmd":["C"]}|{"Entrypoint":null,"Cmd":null}|{"cmd":["C"]}
	END
	[ "$row" = 12 ]
	echo '{"entrypoint":[]}' >spec.json
	run -4 "$M" --check --image "$OCI/image.json" spec.json
	[ "$output" = "spec.json:1:1: /: entrypoint and cmd are both empty (there is nothing to run)" ]
}

@test "the other fields: the spec's, else the image's" {
	local spec image expected row=0
	while IFS='|' read -r spec image expected; do
		row=$((row + 1))
		printf '{"cmd":["a"]%s}' "$spec" >spec.json
		printf '{"config":%s}' "$image" >image.json
		run -0 config --image image.json spec.json
		expect_lines "{\"cmd\":[\"a\"]$expected}" "$output" || { echo "row $row"; false; }
	done <<-'END'
		|{"WorkingDir":"/w"}|,"workdir":"/w"
		,"workdir":"/s"|{"WorkingDir":"/w"}|,"workdir":"/s"
		,"workdir":null|{"WorkingDir":"/w"}|,"workdir":"/w"
		,"workdir":""|{"WorkingDir":"/w"}|,"workdir":"/w"
		,"workdir":"/s"|{"WorkingDir":""}|,"workdir":"/s"
		|{"User":"","StopSignal":"","WorkingDir":""}|
		|{"Env":["A=1","B=2","A=3"]}|,"env":{"A":"3","B":"2"}
		,"env":{"C":"c","B":"b"}|{"Env":["A=1","B=2"]}|,"env":{"A":"1","B":"b","C":"c"}
		,"env":{}|{"Env":["A=1"]}|,"env":{"A":"1"}
		,"env":{"A":null}|{"Env":["A=1"]}|,"env":{"A":"1"}
		|{"Env":["A=x=y","B="]}|,"env":{"A":"x=y","B":""}
	END
	[ "$row" = 11 ]
}

@test "an init system as the effective command chooses init_mode systemd" {
	local spec image expected
	while IFS='|' read -r spec image expected; do
		printf '%s' "$spec" >spec.json
		printf '{"config":%s}' "$image" >image.json
		[ "$(config --image image.json spec.json | jq -r .init_mode)" = "$expected" ]
	done <<-'END'
		{}|{"Cmd":["/sbin/init"]}|systemd
		{}|{"Entrypoint":["/lib/systemd/systemd"],"Cmd":["--x"]}|systemd
		{}|{"Cmd":["/usr/lib/systemd/systemd"]}|systemd
		{"init_mode":""}|{"Cmd":["/sbin/init"]}|exec
		{"init_mode":null}|{"Cmd":["/sbin/init"]}|systemd
		{"init_mode":"exec"}|{"Cmd":["/sbin/init"]}|exec
		{"cmd":["/bin/sh"]}|{"Cmd":["/sbin/init"]}|null
		{"cmd":["/sbin/init"]}|{"Cmd":["/bin/sh"]}|systemd
		{}|{"Entrypoint":["/bin/tini"],"Cmd":["/sbin/init"]}|null
	END
	# Without an image the bytes stay, and whoever reads them chooses: tty has no effect then.
	echo '{"cmd":["/sbin/init"],"tty":true}' >spec.json
	config spec.json | cmp - spec.json
	run -0 "$M" --check spec.json
	[ "$output" = "spec.json:1:29: /tty: warning: has no effect in systemd mode" ]
	# Where it is written anew, it says so.
	[ "$(config -e A=1 spec.json | jq -r .init_mode)" = systemd ]
}

@test "variables: image, env files, the spec, the command line, secrets; the last one counts" {
	cat >spec.json <<-'END'
		{"cmd": ["a"], "env": {"D": "spec", "E": "spec", "F": "spec"}, "env_files": ["1.env", "2.env"],
		 "secrets": [{"name": "F", "path": "f"}]}
	END
	printf '{"config":{"Env":["A=image","B=image","G=image"]}}' >image.json
	printf 'B=1\nC=1\nD=1\n' >1.env
	printf 'C=2\n' >2.env
	printf 'C=3\nH=3\n' >3.env
	echo secret >f
	echo other >g
	run -0 env -u G HOSTS=host "$M" -p --image image.json --env-file 3.env -e E=arg -e F=arg \
		-e I=1 -e I=2 -e G -e HOSTS --secret I=g spec.json
	[ "$(jq -r '.env | to_entries[] | "\(.key)=\(.value)"' <<<"$output" | xargs)" = \
		'A=image B=1 C=3 D=spec H=3 E=arg F=secret I=other HOSTS=host' ]
}

# bats test_tags=many
@test "env files: docker's grammar" {
	local file expected row=0
	echo '{"cmd":["a"]}' >spec.json
	while IFS='|' read -r file expected; do
		row=$((row + 1))
		printf '%b' "$file" >a.env
		run -0 --separate-stderr env FROM_HOST='h "q"' "$M" -p --env-file a.env spec.json
		expect_lines "$expected" "$(jq -c .env <<<"$output")" || { echo "row $row: $file"; false; }
	done <<-'END'
		A=1|{"A":"1"}
		A=1\n|{"A":"1"}
		A=1\r\nB=2\r\n|{"A":"1","B":"2"}
		A=1\r\r\n|{"A":"1\r"}
		\n\n  \n\tA=1|{"A":"1"}
		# A=1\n   # A=2\nA=#3|{"A":"#3"}
		A=1 # no comment|{"A":"1 # no comment"}
		A= b |{"A":" b "}
		A="q"|{"A":"\"q\""}
		A='q'|{"A":"'q'"}
		A=$B ${C} `d`|{"A":"$B ${C} `d`"}
		A=b=c=|{"A":"b=c="}
		A=|{"A":""}
		A=1\nA=2|{"A":"2"}
		FROM_HOST|{"FROM_HOST":"h \"q\""}
		NOT_THERE\nA=1|{"A":"1"}
		NOT_THERE|{}
		\0357\0273\0277A=1|{"A":"1"}
		\0357\0273\0277# c\nA=1|{"A":"1"}
		\0302\0240\0342\0200\0203A=1|{"A":"1"}
		GR\0303\0234SSE=\0303\0274|{"GRÜSSE":"ü"}
		a-b.c/d:e=1|{"a-b.c/d:e":"1"}
		export=1|{"export":"1"}
		|{}
	END
	[ "$row" = 24 ]
}

@test "env files: what is wrong, with line and column and no value" {
	local file expected row=0
	echo '{"cmd":["a"]}' >spec.json
	while IFS='|' read -r file expected; do
		row=$((row + 1))
		printf '%b' "$file" >a.env
		run -4 --separate-stderr "$M" -p --env-file a.env spec.json
		expect_lines "a.env:$expected" "$stderr" || { echo "row $row: $file"; false; }
		[ -z "$output" ]
	done <<-'END'
		A=1\n=hunter2|2:1: a name is missing before '='
		A B=hunter2|1:1: the name of a variable contains white space
		  A =hunter2|1:3: the name of a variable contains white space
		export A=hunter2|1:1: the name of a variable contains white space
		A\tB|1:1: the name of a variable contains white space
		\n\nA=hunter2\0377|3:10: a byte that is not UTF-8, or is NUL
		# \0303|1:3: a byte that is not UTF-8, or is NUL
		A=hunter2\0000x|1:10: a byte that is not UTF-8, or is NUL
	END
	[ "$row" = 8 ]
	FROM_HOST=$'\xff' run -4 "$M" -p --env-file <(echo FROM_HOST) spec.json
	[[ $output == *': the variable "FROM_HOST" of the environment is not UTF-8' ]]
	FROM_HOST=$'\xff' run -2 "$M" -p -e FROM_HOST spec.json
	[ "$output" = "mkconfigdisk: --env FROM_HOST: the value is not UTF-8" ]
	run -2 --separate-stderr "$M" -p -e $'A=hunter2\xff' spec.json
	[ "${stderr%%$'\n'*}" = "mkconfigdisk: --env A: not UTF-8" ]
	run -1 "$M" -p --env-file absent spec.json
	[ "$output" = "mkconfigdisk: absent: cannot open: No such file or directory" ]
	seq 8193 | sed 's/$/=/' >a.env
	run -4 "$M" -p --env-file a.env spec.json
	[ "$output" = "a.env:8193:1: more than 8192 variables" ]
	# All that is wrong, in every file, at once.
	printf '=\n=\n' >a.env
	printf '{"cmd":["a"],"env_files":["a.env"],"workdir":"rel","tyt":true}' >spec.json
	run -4 "$M" --check spec.json
	[ "${#lines[@]}" = 4 ]
}

@test "secrets: a file's content less one newline, in no message" {
	local content expected
	echo '{"cmd":["a"]}' >spec.json
	while IFS='|' read -r content expected; do
		printf '%b' "$content" >secret
		[ "$(config --secret S=secret spec.json | jq -c .env.S)" = "$expected" ]
	done <<-'END'
		hunter2|"hunter2"
		hunter2\n|"hunter2"
		hunter2\n\n|"hunter2\n"
		a\nb\n|"a\nb"
		|""
		\n|""
		 x |" x "
	END
	printf 'a\nhunter2\0' >secret
	run -4 "$M" --check --secret S=secret spec.json
	[ "$output" = 'secret:2:8: the secret "S" holds a byte that is not UTF-8, or is NUL (a variable can'"'"'t)' ]
	printf 'hunter2\377' >secret
	run -4 "$M" --check --secret S=secret spec.json
	[[ $output != *hunter2* ]]
	run -1 "$M" --check --secret S=absent spec.json
	[ "$output" = 'mkconfigdisk: the secret "S": absent: cannot open: No such file or directory' ]
}

@test "no value of a variable is ever shown, whatever else is wrong" {
	local secret=hunter2 args
	printf '%s\n' "$secret" >secret
	printf 'E=%s\n' "$secret" >a.env
	printf '{"config":{"Env":["I=%s","%s"],"Cmd":[""]}}' "$secret" "$secret" >image.json
	cat >bad.json <<-END
		{"env": {"A": "$secret"}, "env_files": ["a.env"], "secrets": [{"name": "S", "path": "secret"}],
		 "image": "image.json", "workdir": "rel", "ENV": {"B": "$secret"}, "nope": 1}
	END
	sed 's,"rel","/",' bad.json >good.json
	sed -i 's/\[""\]/["a"]/' image.json
	"$M" good.json out.img 2>messages
	"$M" --check good.json 2>>messages
	"$M" --print-config --redact good.json >>messages 2>&1
	"$M" --verify good.json out.img 2>>messages
	for args in --check --strict --errors=json; do
		run -4 --separate-stderr "$M" --check $args bad.json
		printf '%s\n' "$stderr" "$output" >>messages
	done
	echo '{"cmd":["a"]}' >other.json
	run -6 "$M" --verify -e "A=other" other.json out.img
	echo "$output" >>messages
	run -1 "$M" --verify good.json <("$M" --dump out.img)
	echo "$output" >>messages
	run ! grep -n "$secret" messages
	"$M" --dump out.img | grep -q "$secret"
}

@test "the bytes are the input's, or canonical where something was removed or merged" {
	# Odd spaces, null, x- and unknown keys: nothing to remove, nothing merged.
	printf ' {"x-a":1, "cmd" :["a"],"nope":2,"entrypoint":null}\n\n' >spec.json
	"$M" --print-config spec.json 2>/dev/null | cmp - spec.json
	"$M" --check spec.json -e A=1 2>/dev/null
	[ "$(config -e A=1 spec.json)" = '{"cmd":["a"],"env":{"A":"1"},"x-a":1,"nope":2}' ]
	# cJSON would write this as an integer, one too large to be read again.
	echo '{"cmd":["a"],"x-a":[19007199254740990.5,1e300]}' >spec.json
	config -e A=1 spec.json >written.json
	run -0 "$M" --check written.json
	# In the table's order, without what is the host's; unknown keys after the known ones, at every level.
	cat >spec.json <<-'END'
		{"host":{"vcpus":4,"x-h":1}, "zz":[1,{"b":null}], "x-a":"\u00fc", "env":{"B":"2","A":"1"},
		 "volume_mounts":[{"x-v":true,"mode":"ro","path":"/d","device":"/dev/vdd"}], "image":null,
		 "cmd":["a","\u0001"], "network_enabled":false, "guest_cidr":0, "Cmd":[], "config_version":1}
	END
	sed -i 's/"guest_cidr":0, //' spec.json
	run -0 config spec.json
	expect_lines "$(tr -d '\n' <<-'END'
		{"config_version":1,"cmd":["a","\u0001"],"env":{"B":"2","A":"1"},"network_enabled":false,
		"volume_mounts":[{"device":"/dev/vdd","path":"/d","mode":"ro","x-v":true}],
		"zz":[1,{"b":null}],"x-a":"ü","Cmd":[]}
	END
	)" "$output"
	"$M" spec.json 1.img
	jq -S . spec.json >sorted.json
	jq -c . spec.json | "$M" - 2.img
	cmp 1.img 2.img
	# What was written is a spec itself, and stays what it is.
	config spec.json >again.json
	config again.json | cmp - again.json
	LC_ALL=C "$M" --print-config spec.json | cmp - again.json
	# "host": null is a host-only key too.
	echo '{"cmd":["a"],"host":null}' >spec.json
	[ "$(config spec.json)" = '{"cmd":["a"]}' ]
	# A v0.0.6 document with host-only keys in it keeps its meaning.
	jq '.host = {"vcpus": 2} | .env_files = []' "$DATA/go-v0.0.6.json" >spec.json
	[ "$(config spec.json | jq -S .)" = "$(jq -S 'del(.entrypoint)' "$DATA/go-v0.0.6.json")" ]
}

@test "paths in a spec start from its folder, those of the command line from here" {
	mkdir -p sub/deep
	echo '{"image":"deep/image.json","env_files":["a.env"],"secrets":[{"name":"S","path":"s"}]}' >sub/spec.json
	echo '{"config":{"Cmd":["sub"]}}' >sub/deep/image.json
	echo '{"config":{"Cmd":["here"]}}' >image.json
	echo 'A=sub' >sub/a.env
	echo 'A=here' >a.env
	echo sub >sub/s
	[ "$(config sub/spec.json)" = '{"cmd":["sub"],"env":{"A":"sub","S":"sub"}}' ]
	[ "$(config --image image.json --env-file a.env sub/spec.json)" = '{"cmd":["here"],"env":{"A":"here","S":"sub"}}' ]
	cd sub
	[ "$(config - <spec.json)" = '{"cmd":["sub"],"env":{"A":"sub","S":"sub"}}' ]
	[ "$(config "$PWD/spec.json")" = '{"cmd":["sub"],"env":{"A":"sub","S":"sub"}}' ]
	sed -i "s|deep/image|$PWD/deep/image|" spec.json
	cd ..
	[ "$(config sub/spec.json)" = '{"cmd":["sub"],"env":{"A":"sub","S":"sub"}}' ]
}

@test "OCI: an image config" {
	echo '{}' >spec.json
	run -0 --separate-stderr "$M" -p --image "$OCI/image.json" spec.json
	[ -z "$stderr" ]
	expect_lines "$(tr -d '\n' <<-'END'
		{"entrypoint":["/entry"],"cmd":["serve","--port","8080"],"workdir":"/srv",
		"env":{"PATH":"/usr/local/bin:/usr/bin:/bin","EMPTY":"","EQUALS":"a=b","TWICE":"second"}}
	END
	)" "$output"
	cp "$OCI/image-what-stays.json" image.json
	run -0 --separate-stderr "$M" -p --image image.json spec.json
	[ "$output" = '{"cmd":["/bin/sh"],"env":{"PATH":"/bin"}}' ]
	expect_lines "image.json:5:27: /config/Env/1: warning: ignored: it is not NAME=VALUE
image.json:5:41: /config/Env/2: warning: ignored: it is not NAME=VALUE
image.json:7:18: /config/Volumes/~1var~1lib~1data: warning: not taken over: the root's own overlay takes the writes (volume_mounts makes it a volume)
image.json:7:39: /config/Volumes/~1a~0b: warning: not taken over: the root's own overlay takes the writes (volume_mounts makes it a volume)
image.json:8:5: /config/Healthcheck: warning: not taken over: nothing in the VM would run it" "$stderr"
}

@test "OCI: what of a runtime config can't be taken over is named" {
	echo '{}' >spec.json
	cp "$OCI/runtime-what-stays.json" runtime.json
	run -4 --separate-stderr "$M" -p --image runtime.json spec.json
	[ -z "$output" ]
	cut -d: -f4- <<<"$stderr" | grep -v 'is not supported' | sed 's/: not taken.*//; s/^ //' >found
	expect_lines "/process/apparmorProfile: warning
/process/oomScoreAdj: warning
/mounts/0: a bind mount can't be taken over: a VM doesn't see the host's files (use volume_mounts, or mounts with virtiofs)
/mounts/1: a bind mount can't be taken over: a VM doesn't see the host's files (use volume_mounts, or mounts with virtiofs)
/mounts/2: can't be taken over (of a runtime's mounts, only tmpfs can)
/mounts/3/destination: \"/proc/x\" is in /proc, /sys or /dev (nothing can be mounted there)
/hooks: warning
/linux/namespaces: warning
/linux/devices: warning
/linux/resources: warning
/linux/seccomp: warning
/linux/maskedPaths: warning
/linux/readonlyPaths: warning" "$(cat found)"
}

@test "OCI: what is no such config, and what is wrong in one, names that file" {
	local text code expected
	echo '{"cmd":["a"]}' >spec.json
	while IFS='|' read -r text code expected; do
		printf '%s' "$text" >image.json
		run "-$code" --separate-stderr "$M" -p --image image.json spec.json
		[ -z "$output" ]
		[[ $stderr == "image.json:$expected"* ]] || { echo "$text: $stderr"; false; }
	done <<-'END'
		{"config":|3|1:11: /config: the document ends
		{}|4|1:1: /: is neither an OCI image config (no "config") nor an OCI runtime config (no "process")
		[{"Config":{}}]|4|1:1: /: is neither an OCI image config
		{"config":[]}|4|1:11: /config: is an array (an object is expected)
		{"config":{"Cmd":"x"}}|4|1:18: /config/Cmd: is a string (an array of strings is expected)
		{"config":{"WorkingDir":"rel"}}|4|1:25: /config/WorkingDir: "rel" is not absolute
		{"os":"windows","config":{}}|4|1:7: /os: "windows" is not linux
		{"config":{"Env":["A=1",7]}}|4|1:25: /config/Env/1: is a number (a string is expected)
		{"process":{"cwd":"x"}}|4|1:19: /process/cwd: "x" is not absolute
	END
	cp "$OCI/manifest.json" image.json
	run -4 "$M" -p --image image.json spec.json
	[[ $output == "image.json:1:1: /: is an image's manifest or index"* ]]
	# The rules speak of the effective config; the finding names where the value came from.
	echo '{}' >spec.json
	echo '{"config":{"Cmd":[""]}}' >image.json
	run -4 "$M" --check --image image.json spec.json
	[ "$output" = "image.json:1:19: /config/Cmd/0: the command's name is empty" ]
	run -1 "$M" --check --image absent spec.json
	[ "$output" = "mkconfigdisk: absent: cannot open: No such file or directory" ]
}

@test "--strict: unknown keys and other letter case are errors; x- keys aren't" {
	printf '{"cmd":["a"],"Workdir":"/","x-mine":1,"nope":{}}' >spec.json
	run -0 "$M" --check spec.json
	[ "${lines[0]}" = 'spec.json:1:14: /Workdir: warning: ignored: it differs from "workdir" in letter case' ]
	[ "${lines[1]}" = 'spec.json:1:39: /nope: warning: unknown key, ignored' ]
	[ "${#lines[@]}" = 2 ]
	run -4 "$M" --check --strict spec.json
	[ "${lines[0]}" = 'spec.json:1:14: /Workdir: differs from "workdir" in letter case' ]
	[ "${lines[1]}" = 'spec.json:1:39: /nope: unknown key' ]
	run -4 "$M" --strict spec.json out.img
	only_here spec.json
}

@test "--errors=json: one object a line, for what has a place and what hasn't" {
	printf '{"cmd":["a"],"workdir":"r\\u0007\\"","nope":{}}' >spec.json
	printf '=x\n' >a.env
	run -4 --separate-stderr "$M" --check --errors json --env-file a.env spec.json
	[ -z "$output" ]
	[ "$(jq -cs 'map([.file, .line, .column, .pointer, .severity])' <<<"$stderr")" = \
		'[["spec.json",1,24,"/workdir","error"],["spec.json",1,36,"/nope","warning"],["a.env",1,1,null,"error"]]' ]
	[ "$(jq -s 'all(keys == ["column","file","line","message","pointer","severity"])' <<<"$stderr")" = true ]
	run -1 --separate-stderr "$M" --check --errors=json absent.json
	[ "$(jq -c '[.file, .line, .pointer, .severity, .message]' <<<"$stderr")" = \
		'[null,0,null,"error","absent.json: cannot open: No such file or directory"]' ]
	run -2 --separate-stderr "$M" --errors=json --check
	[ "$(jq -r .message <<<"$stderr")" = "SPEC.json is missing" ]
	run -3 --separate-stderr "$M" --check --errors=json <(echo '{')
	[ "$(jq -r .severity <<<"$stderr")" = error ]
}

@test "--redact hides values of variables, contents of files and what no table knows" {
	cat >spec.json <<-'END'
		{"cmd": ["shown"], "env": {"NAME": "hidden"}, "x-k": {"a": "hidden"}, "Env": {"A": "hidden"},
		 "host": {"name": "hidden"}}
	END
	run -0 --separate-stderr "$M" -p --redact spec.json
	[ "$output" = '{"cmd":["shown"],"env":{"NAME":"[redacted]"},"x-k":"[redacted]","Env":"[redacted]"}' ]
	# Not even the tool's own bytes pass through when nothing else would change.
	printf '{"cmd":["a"],  "env":{"A":"hidden"}}' >spec.json
	[ "$(config --redact spec.json)" = '{"cmd":["a"],"env":{"A":"[redacted]"}}' ]
}

@test "--verify: the same, other values, other bytes, no config" {
	printf '{"cmd":["a","b"],"env":{"A":"1","B":"2"}}' >spec.json
	"$M" spec.json out.img
	run -0 "$M" --verify spec.json out.img
	[ -z "$output" ]
	write_status out.img '{"version":1,"state":"running"}'
	run -0 "$M" --verify spec.json out.img # the end record isn't the spec's
	run -6 "$M" --verify -e A=9 -e C=3 spec.json out.img
	expect_lines 'out.img:1:24: /env/C: is missing
out.img:1:29: /env/A: differs' "$output"
	printf '{"cmd":["a"],"env":{"A":"1"},"workdir":"/"}' >other.json
	run -6 --separate-stderr "$M" --verify other.json out.img
	[ -z "$output" ]
	expect_lines 'out.img:1:1: /workdir: is missing
out.img:1:13: /cmd/1: is too much
out.img:1:33: /env/B: is too much' "$stderr"
	jq -c . spec.json >other.json
	run -6 "$M" --verify other.json out.img
	[ "$output" = "out.img:1:1: /: the values are the same, the bytes are not (from byte 41 on)" ]
	run -6 "$M" --verify --errors=json -e A=9 spec.json out.img
	[ "$(jq -r .pointer <<<"$output")" = /env/A ]
	# What a guest with root may have put there.
	mkdir root
	printf '{"cmd":["a","b"],"env":{"A":"1","B":"2"},"\\u001b[2J":1}' >root/config.json
	mke2fs -q -F -t ext4 -d root evil.img 1M
	run -6 "$M" --verify spec.json evil.img
	[ "$output" = "evil.img:1:42: /?[2J: is too much" ]
	printf 'not json' >root/config.json
	mke2fs -q -F -t ext4 -d root evil.img 1M
	run -6 "$M" --verify spec.json evil.img
	[[ $output == "evil.img:1:1: /: "* ]]
	run -1 "$M" --verify spec.json absent.img
	run -4 "$M" --verify <(echo '{}') out.img
	# A merged spec is the same again as long as what it is made of is.
	echo '{"image":"image.json","env_files":["a.env"]}' >spec.json
	cp "$OCI/image.json" image.json
	echo A=1 >a.env
	"$M" spec.json out.img
	"$M" --verify spec.json out.img
	echo A=2 >a.env
	run -6 "$M" --verify spec.json out.img
}
