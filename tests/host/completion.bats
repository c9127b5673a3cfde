#!/usr/bin/env bats
# completion.bats - each tool's completion scripts, made from its option table.
load host

setup() {
	enter_scratch
}

# options TOOL - the long options that --help names.
options() {
	"$BIN/$1" --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+'
}

@test "--completion loads in bash and completes every option; zsh's names them too" {
	local tool option
	for tool in mkconfigdisk mkguestinitrd vmdef vmrun; do
		"$BIN/$tool" --completion bash >bash
		"$BIN/$tool" --completion zsh >zsh
		[ "$(head -n 1 zsh)" = "#compdef $tool" ]
		run -0 bash --norc -c '. ./bash; complete -p "$1"
			COMP_WORDS=("$1" --); COMP_CWORD=1; "_$1"; printf "%s\n" "${COMPREPLY[@]}"
			COMP_WORDS=("$1" file); "_$1"; echo "files: ${COMPREPLY[*]}"' bash "$tool"
		[ "${lines[-1]}" = "files: " ]
		diff <(printf '%s\n' "${lines[@]:1:${#lines[@]}-2}" | sort) <(options "$tool" | sort)
		while read -r option; do
			grep -qe "'\*$option\[" -e "'\*$option=\[" zsh
		done < <(options "$tool")
	done
}

@test "--completion of another shell is a usage error of each tool" {
	local tool misuse=2 failure=1
	for tool in mkconfigdisk mkguestinitrd vmdef vmrun; do
		[ "$tool" != vmrun ] || misuse=125 failure=125
		run "-$misuse" "$BIN/$tool" --completion fish
		[ "${lines[0]}" = "$tool: --completion is 'fish' (it must be bash or zsh)" ]
		run "-$failure" bash -c '"$1" --completion zsh >/dev/full' bash "$BIN/$tool"
	done
}
