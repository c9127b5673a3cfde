#!/bin/bash
# run-case.sh BUILD CASE_DIR - boot one case and compare. Says nothing when all is as expected;
# else what isn't, with the end of the console and the end record. README.md describes a case.
set -euo pipefail

(($# == 2)) || { echo "usage: run-case.sh BUILD CASE_DIR" >&2; exit 2; }
build=$1
case_dir=$2
top=$(realpath "$(dirname "$0")/../..")
PATH=$PATH:/usr/sbin:/sbin
# shellcheck source=tests/lib/report.sh
source "$top/tests/lib/report.sh"
# shellcheck source=tests/lib/disks.sh
source "$top/tests/lib/disks.sh"
# shellcheck source=tests/lib/machine.sh
source "$top/tests/lib/machine.sh"
# shellcheck source=rootfs/qemu.sh
source "$top/rootfs/qemu.sh"
# shellcheck source=tests/lib/expect.sh
source "$top/tests/lib/expect.sh"
[[ -d $case_dir ]] || die "there is no case '$case_dir'"

work=$(mktemp -d "${TMPDIR:-/tmp}/guest-init.XXXXXX")
trap 'end_shares; rm -rf "$work"' EXIT
log=$work/console
touch "$log"

# What the guest gets, unless the case's `vm` says otherwise.
declare -A vm=([machine]=$machine [memory]=256 [nics]=0 [append]='' [timeout]=60 [boots]=1
	[root]='demo ro' [upper]='ext4 16M' [config]=spec [replace]='' [kill]='' [twins]=off [agent]=''
	[module]='' [when]='' [rng]='' [kernel]='' [console]=serial)

load_vm() {
	local key value
	while IFS='=' read -r key value; do
		[[ -n ${vm[$key]+set} ]] || die "vm: there is no key '$key'"
		vm[$key]=$value
	done < <(lines "$case_dir/vm")
}

# A misspelt expectation would never be looked at.
check_names() {
	local path
	for path in "$case_dir"/*; do
		case ${path##*/} in
		spec.json | spec.[0-9].json | spec.jq | disks | vm | nics | shares) ;;
		expect.json | expect.report | expect.status | expect.console | expect.output) ;;
		expect.disks | expect.shares | expect.wire) ;;
		initrd | *.debugfs) ;;
		*) [[ -d $path ]] || die "what is '$path'?" ;;
		esac
	done
	compgen -G "$case_dir/expect.*" >/dev/null || die "$case_dir expects nothing"
}

# write_spec BOOT - spec.N.json is for the N-th boot only; spec.jq makes a long one.
write_spec() {
	if [[ -e $case_dir/spec.$1.json ]]; then
		cp "$case_dir/spec.$1.json" "$work/spec.json"
	elif [[ -e $case_dir/spec.jq ]]; then
		jq -n -f "$case_dir/spec.jq" >"$work/spec.json"
	elif [[ -e $case_dir/spec.json ]]; then
		cp "$case_dir/spec.json" "$work/spec.json"
	else
		echo null >"$work/spec.json"
	fi
	write_config "$work/spec.json"
}

make_disks() {
	local recipe
	for recipe in "${vm[root]}" "${vm[upper]}" "${vm[config]}"; do
		[[ $recipe == none ]] || add_disk "$recipe"
	done
	while read -r recipe; do
		add_disk "$recipe"
	done < <(lines "$case_dir/disks")
	disk_sums >"$work/sums"
}

# agent=on: the initrd carries the probe as the agent; module=NAME…: and further modules; kernel=full:
# both are those of another kernel. The case's folder initrd is a second archive, which the kernel unpacks over
# the first.
make_initrd() {
	local extra=() module
	kernel=$build/kernel${vm[kernel]:+-${vm[kernel]}}
	initrd=$build/initrd.img
	[[ -z ${vm[agent]} ]] || extra+=(--agent "$build/probe")
	for module in ${vm[module]}; do
		extra+=(--module "$module")
	done
	if ((${#extra[@]})) || [[ -n ${vm[kernel]} ]]; then
		initrd=$work/extra.img
		"$build/bin/mkguestinitrd" --init "$build/init" "${extra[@]}" \
			--modules "$kernel/lib/modules/$(<"$kernel/release")" "$initrd"
	fi
	[[ -d $case_dir/initrd ]] || return 0
	cp "$initrd" "$work/initrd.img"
	initrd=$work/initrd.img
	(cd "$case_dir/initrd" && find . | cpio -o -H newc --quiet) >>"$initrd"
}

# replace=DISK RECIPE: from the second boot on, the disk is another.
replace_at_second_boot() {
	replace_disk "${vm[replace]%% *}" "${vm[replace]#* }"
	disk_sums >"$work/sums"
}

# kill=TEXT: the first boot ends by SIGKILL as soon as the console says so.
boot_and_kill() { # QEMU OPTION...
	local n boot_status=0
	boot "${vm[timeout]}" "file:$work/serial" -pidfile "$work/pid" "$@" &
	for ((n = 0; n < vm[timeout] * 10; n++)); do
		grep -qF -e "${vm[kill]}" "$work/serial" 2>/dev/null && kill -KILL "$(<"$work/pid")" && break
		sleep 0.1
	done
	wait $! || boot_status=$?
	disk_unchanged vda || fail "the lower root was written to before the guest was killed"
	disk_sums >"$work/sums"
	((boot_status == 128 + 9)) && return 0
	echo "the guest didn't say '${vm[kill]}', or ended before" >&2
	return 1
}

# twins=on: the last boot is that of two guests at once, with an upper and a config disk each; they
# share all other disks.
boot_twins() { # QEMU OPTION...
	local i twin_status=0 boot_status=0 options=()
	for i in "${!disk_files[@]}"; do
		[[ ${disk_files[i]} == "$work/vdb.img" || ${disk_files[i]} == "$config_disk" ]] || continue
		cp --sparse=always "${disk_files[i]}" "${disk_files[i]}.twin"
		options+=(-set "drive.disk$i.file=${disk_files[i]}.twin")
	done
	[[ -z ${COUNTS:-} ]] || options+=(-set "chardev.counts.path=$(mktemp "$COUNTS/XXXXXX")")
	boot "${vm[timeout]}" "file:$work/serial.twin" "$@" "${options[@]}" &
	boot "${vm[timeout]}" "file:$work/serial" "$@" || boot_status=$?
	wait $! || twin_status=$?
	tr -d '\r' <"$work/serial.twin" >>"$log"
	return $((boot_status ? boot_status : twin_status))
}

# The boot's end record, null when there is none; records.json has those of all boots.
save_record() {
	: >"$work/record.json"
	[[ -z $config_disk ]] ||
		"$build/bin/mkconfigdisk" --status "$config_disk" >"$work/record.json" 2>/dev/null || true
	[[ -s $work/record.json ]] || echo null >"$work/record.json"
	cat "$work/record.json" >>"$work/records.json"
}

# What a kernel does for itself costs a fifth of a boot in an emulator: patching its code for a single
# processor, and trying out its ciphers.
faster='noreplace-smp cryptomgr.notests'

run_boots() {
	local options=() n status initrd kernel serial run
	make_initrd
	machine_options "${vm[machine]}" "${vm[memory]}"
	disk_options
	nic_options "${vm[nics]}"
	share_options
	console_options "${vm[console]}" "$work/serial"
	[[ ! -e $case_dir/expect.status ]] || port_options "$work/status"
	[[ -z ${COUNTS:-} ]] || counts_options "$(mktemp "$COUNTS/XXXXXX")"
	[[ -z ${vm[rng]} ]] || options+=(-device "virtio-rng-pci,addr=3")
	[[ -z ${vm[when]} ]] || monitor_options "$work/monitor"
	for ((n = 1; n <= vm[boots]; n++)); do
		write_spec "$n"
		((n != 2)) || [[ -z ${vm[replace]} ]] || replace_at_second_boot
		status=0
		run=(boot "${vm[timeout]}" "$serial")
		((n > 1)) || [[ -z ${vm[kill]} ]] || run=(boot_and_kill)
		((n < vm[boots])) || [[ ${vm[twins]} == off ]] || run=(boot_twins)
		: >"$work/serial"
		start_shares
		[[ -z ${vm[when]} ]] || tell_monitor "${vm[when]}" "$work/serial" "$work/monitor" &
		"${run[@]}" "${accel[@]}" "${options[@]}" -initrd "$initrd" \
			-append "$cmdline $faster ${vm[append]}" 2>"$work/qemu" || status=$?
		[[ -z ${vm[when]} ]] || kill $! 2>/dev/null || true
		end_shares
		((status != 124)) || fail "boot $n: still running after ${vm[timeout]} s"
		((status == 0 || status == 124)) ||
			fail "boot $n: QEMU's exit status is $status: $(<"$work/qemu")"
		tr -d '\r' <"$work/serial" >>"$log"
		save_record
	done
}

# The folder peer/ is the case of a second guest, at the other end of our cables; cables_of says so.
start_peer() {
	peer=
	[[ -d $case_dir/peer ]] || return 0
	cables_of=$work "$0" "$build" "$case_dir/peer" >"$work/peer" 2>&1 &
	peer=$!
}

end_peer() {
	[[ -z $peer ]] || wait "$peer" || fail "the peer: $(<"$work/peer")"
}

# What the probe said.
collect() {
	grep -o '{"probe":.*' "$log" >"$work/probe.json" || true # a login prompt may stand before it
}

check_all() {
	local name
	! grep -q 'Kernel panic' "$log" || fail "the kernel panicked"
	[[ ${vm[root]} == none ]] || disk_unchanged vda || fail "the lower root was written to"
	for name in json:record report:report status:status console:console output:output disks:disks \
		shares:shares wire:wire; do
		[[ -e $case_dir/expect.${name%:*} ]] || continue
		case $name in
		json:*) check_record "$case_dir/expect.json" "$work/record.json" ;;
		*) "check_${name#*:}" "$case_dir/expect.${name%:*}" "$log" ;;
		esac
	done
}

explain() {
	printf -- '- %s\n' "${failures[@]}"
	printf 'end record: %s\n' "$(jq -c . "$work/record.json")"
	echo 'the last lines of the console:'
	tail -n 40 "$log" | cut -c 1-2000 | sed 's/^/    /'
}

check_names
load_vm
find_accelerator
make_disks
start_peer
run_boots
end_peer
collect
check_all
if ((${#failures[@]})); then
	explain
	exit 1
fi
