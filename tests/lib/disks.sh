# shellcheck shell=bash disable=SC2154
# disks.sh - make a guest's disks from recipes.
# Uses $top, $build, $case_dir and $work of the caller.
#
# A recipe is one line: TYPE [SIZE] [OPTION...]
#   TYPE    raw, ext4, xfs, btrfs, vfat. Without SIZE: erofs, squashfs, demo (the demo root with the
#           probe), systemd-ifupdown, systemd-resolved (a Debian with systemd, and that), and
#           spec (the config disk, of the case's spec)
#   dir=D   filled with the case's folder D      probe=P  with the probe at the path P as well
#   label=, uuid=, serial=                       ro       the guest can't write to it
#   device=SIZE     the device is larger than what was made on it
#   garbage (raw) bytes that make no sense       debugfs=FILE (ext4, demo) commands that change it
#   eio=TYPE[:PATH] (the disk has) no read, write or flush of it succeeds, or none of the file's first block
#   late            the guest doesn't have the disk until QEMU's monitor gets device_add
#   sed=EXPRESSION (spec) what mkconfigdisk would have refused to write
disk_files=() # in attach order: vda first
disk_ro=()
disk_serials=()
disk_faults=()
disk_late=()
config_disk=
config_edit=

# add_disk RECIPE - make the next disk.
add_disk() {
	local file
	local -A recipe
	file=$work/$(disk_name ${#disk_files[@]}).img
	make_disk "$file" "$1"
	disk_files+=("$file")
	disk_ro+=("${recipe[ro]:-off}")
	disk_serials+=("${recipe[serial]:-}")
	disk_faults+=("${recipe[eio]:-}")
	disk_late+=("${recipe[late]:-}")
}

# replace_disk NAME RECIPE - make it anew, by another recipe; its serial stays, and who may write to it.
replace_disk() {
	local -A recipe
	rm "$work/$1.img"
	make_disk "$work/$1.img" "$2"
}

make_disk() { # FILE RECIPE - fills $recipe of the caller
	local file=$1
	parse_recipe "$2"
	make_tree "$file.tree"
	"make_${recipe[type]}" "$file" "$file.tree"
	[[ -z ${recipe[debugfs]:-} ]] ||
		debugfs -w -f "$case_dir/${recipe[debugfs]}" "$file" >/dev/null 2>&1
	[[ -z ${recipe[device]:-} ]] || truncate -s "${recipe[device]}" "$file"
	rm -rf "$file.tree"
}

# disk_name INDEX - 0 is vda, 26 is vdaa.
disk_name() {
	local n=$1 name='' letters=abcdefghijklmnopqrstuvwxyz
	while ((n >= 0)); do
		name=${letters:n%26:1}$name
		n=$((n / 26 - 1))
	done
	echo "vd$name"
}

parse_recipe() { # RECIPE - fills $recipe of the caller
	local word
	local -a words
	read -ra words <<<"$1"
	recipe[type]=${words[0]}
	[[ $(type -t "make_${recipe[type]}") == function ]] || die "unknown type in the recipe '$1'"
	for word in "${words[@]:1}"; do
		case $word in
		dir=* | probe=* | label=* | uuid=* | serial=* | debugfs=* | device=* | sed=* | eio=*)
			recipe[${word%%=*}]=${word#*=}
			;;
		ro | garbage | late) recipe[$word]=on ;;
		[0-9]*[KMG]) recipe[size]=$word ;;
		*) die "unknown word '$word' in the recipe '$1'" ;;
		esac
	done
}

make_tree() { # DIR
	mkdir "$1"
	[[ -z ${recipe[dir]:-} ]] || cp -a "$case_dir/${recipe[dir]}/." "$1"
	[[ -z ${recipe[probe]:-} ]] || install -D "$build/probe" "$1/${recipe[probe]}"
}

# One function a type; arguments: FILE TREE.
make_demo() { cp --sparse=always "$build/boot-root.ext4" "$1"; }

make_systemd-ifupdown() { cp --sparse=always "$build/systemd-ifupdown.ext4" "$1"; }
make_systemd-resolved() { cp --sparse=always "$build/systemd-resolved.ext4" "$1"; }

make_spec() { # filled anew for each boot
	config_disk=$1
	config_edit=${recipe[sed]:-}
}

make_ext4() {
	"$top/rootfs/mkext4.sh" "$2" "$1" "${recipe[size]}" ${recipe[label]:+-L "${recipe[label]}"} \
		${recipe[uuid]:+-U "${recipe[uuid]}"}
}

make_raw() {
	truncate -s "${recipe[size]}" "$1"
	[[ -z ${recipe[garbage]:-} ]] ||
		dd of="$1" bs=4096 iflag=fullblock count="$(($(stat -c %s "$1") / 4096))" status=none \
			< <(yes 'no file system begins like this')
}

make_xfs() {
	truncate -s "${recipe[size]}" "$1"
	mkfs.xfs -q ${recipe[label]:+-L "${recipe[label]}"} \
		${recipe[uuid]:+-m "uuid=${recipe[uuid]}"} "$1"
}

make_btrfs() {
	truncate -s "${recipe[size]}" "$1"
	mkfs.btrfs -q --rootdir "$2" ${recipe[label]:+-L "${recipe[label]}"} \
		${recipe[uuid]:+-U "${recipe[uuid]}"} "$1" >/dev/null
}

make_vfat() {
	truncate -s "${recipe[size]}" "$1"
	mkfs.vfat ${recipe[label]:+-n "${recipe[label]}"} "$1" >/dev/null
}

make_erofs() { mkfs.erofs --quiet --all-root ${recipe[uuid]:+-U "${recipe[uuid]}"} "$@" >/dev/null; }

make_squashfs() { mksquashfs "$2" "$1" -quiet -no-progress -all-root >/dev/null; }

# write_config SPEC - fill the config disk, if there is one.
write_config() {
	[[ -n $config_disk ]] || return 0
	"$build/bin/mkconfigdisk" "$1" "$config_disk"
	[[ -z $config_edit ]] || LC_ALL=C sed -i "$config_edit" "$config_disk"
}

# disk_sums - what the disks hold, all but the config disk.
disk_sums() {
	local file
	for file in "${disk_files[@]}"; do
		[[ $file == "$config_disk" ]] || sha256sum "$file"
	done
}
