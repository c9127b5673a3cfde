# shellcheck shell=bash disable=SC2154
# expect.sh - compare what a guest did with what its case expects. Every difference is a failure.
# Uses $work and $case_dir of the caller.

check_record() { # WANT GOT - each member of WANT is in GOT, and equal
	# shellcheck disable=SC2016 # jq's variables
	local subset='def within($want): if ($want | type) == "object" then . as $got
		| all($want | to_entries[]; . as $w
			| try ($got | has($w.key) and (.[$w.key] | within($w.value))) catch false)
		else . == $want end;'
	jq -e -n --slurpfile want "$1" --slurpfile got "$2" \
		"$subset"' $got[0] | within($want[0])' >/dev/null ||
		fail "the end record isn't $(jq -c . "$1")"
}

# Expressions see . (the last report), $probe (all that the probe said, in order), $record, $records,
# $spec, $console (the device).
check_report() { # FILE
	local expression trouble
	while IFS= read -r expression; do
		trouble=$(jq -e -n --slurpfile probe "$work/probe.json" --slurpfile record "$work/record.json" \
			--slurpfile records "$work/records.json" --slurpfile spec "$work/spec.json" \
			--arg console "/dev/$console" \
			'$record[0] as $record | $spec[0] as $spec
			| [$probe[] | select(.probe == "report")] | last | '"$expression" 2>&1 >/dev/null) ||
			fail "not true: $expression $trouble"
	done < <(lines "$1")
}

# Expressions see . (the lines that came out of the status port, in order) and $record.
check_status() { # FILE
	local expression trouble
	while IFS= read -r expression; do
		trouble=$(jq -e -s --slurpfile record "$work/record.json" \
			'$record[0] as $record | '"$expression" "$work/status" 2>&1 >/dev/null) ||
			fail "not true of the status port: $expression $trouble"
	done < <(lines "$1")
}

check_console() { # FILE LOG
	local sign text
	while read -r sign text; do
		case $sign in
		+) grep -qF -e "$text" "$2" || fail "the console doesn't say: $text" ;;
		-) ! grep -qF -e "$text" "$2" || fail "the console says: $text" ;;
		*) fail "$1: lines begin with + or -" ;;
		esac
	done < <(lines "$1")
}

check_output() { # WANT LOG - the console's whole text, except for what the kernel said
	local difference
	difference=$(diff -u --label expected --label console "$1" \
		<(sed '/^\[ *[0-9]*\.[0-9]*\] /d' "$2")) || fail "the output differs:"$'\n'"$difference"
}

check_wire() { # FILE - "+ NET HEX" passed NIC NET, with its length before it as pcap-savefile(5) has it
	local sign net hex
	while read -r sign net hex; do
		case $sign in
		+) wire_hex "$net" | grep -q "$hex" || fail "nothing like $hex passed NIC $net" ;;
		-) ! wire_hex "$net" | grep -q "$hex" || fail "something like $hex passed NIC $net" ;;
		*) fail "$1: lines begin with + or -" ;;
		esac
	done < <(lines "$1")
}
wire_hex() { od -A n -v -t x1 "$work/wire$1" | tr -d ' \n'; }

check_shares() { # FILE
	local tag verb path want
	while read -r tag verb path want; do
		share_"$verb" "$work/share.$tag/$path" "$want" || fail "share $tag isn't: $verb $path $want"
	done < <(lines "$1")
}
share_holds() { [[ -f $1 && $(<"$1") == "$2" ]]; }
share_lacks() { [[ ! -e $1 ]]; }
share_mode() { [[ $(stat -c '%a %u:%g' "$1" 2>/dev/null) == "$2" ]]; }

check_disks() { # FILE
	local disk verb path want
	while read -r disk verb path want; do
		if [[ ! -e $work/$disk.img ]] || ! disk_"$verb" "$disk" "$path" "$want"; then
			fail "$disk isn't: $verb $path $want"
		fi
	done < <(lines "$1")
}

disk_clean() { # also of what the kernel would have to replay
	e2fsck -fn "$work/$1.img" >/dev/null 2>&1 &&
		! dumpe2fs -h "$work/$1.img" 2>/dev/null | grep -q needs_recovery
}
disk_unchanged() { grep -qF "$(sha256sum "$work/$1.img")" "$work/sums"; }
disk_changed() { ! disk_unchanged "$1"; }
disk_has() { debugfs -R "stat \"$2\"" "$work/$1.img" 2>/dev/null | grep -q '^Inode:'; }
disk_lacks() { debugfs -R "stat \"$2\"" "$work/$1.img" 2>&1 | grep -q 'File not found by ext2_lookup'; }
# disk_same DISK PATH CASE_FILE; disk_holds DISK PATH TEXT; disk_cksum DISK PATH CKSUM
disk_holds() { [[ $(debugfs -R "cat \"$2\"" "$work/$1.img" 2>/dev/null) == "$3" ]]; }
disk_same() { debugfs -R "cat \"$2\"" "$work/$1.img" 2>/dev/null | cmp -s - "$case_dir/$3"; }
disk_cksum() { [[ $(debugfs -R "cat \"$2\"" "$work/$1.img" 2>/dev/null | cksum) == "$3 "* ]]; }
