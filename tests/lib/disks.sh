# shellcheck shell=bash disable=SC2154
# disks.sh - make a guest's disks from recipes.
# Uses $top, $build, $case_dir and $work of the caller.
#
# A recipe is one line: TYPE SIZE [OPTION...]
#   TYPE    raw, ext4, xfs, vfat. Without SIZE: erofs, squashfs, demo (the demo root with the probe) and
#           spec (the config disk, of the case's spec)
#   dir=D   filled with the case's folder D      probe=P  with the probe at the path P as well
#   label=, uuid=, serial=                       ro       the guest can't write to it
#   garbage (raw) bytes that make no sense       debugfs=FILE (ext4) commands that break it
#   sed=EXPRESSION (spec) what mkconfigdisk would have refused to write
disk_files=() # in attach order: vda first
disk_ro=()
disk_serials=()
config_disk=
config_edit=

# add_disk RECIPE - make the next disk.
add_disk() {
	local file ro=off serial='' word
	file=$work/$(disk_name ${#disk_files[@]}).img
	make_disk "$file" "$1"
	for word in $1; do
		case $word in
		ro) ro=on ;;
		serial=*) serial=${word#*=} ;;
		esac
	done
	disk_files+=("$file")
	disk_ro+=("$ro")
	disk_serials+=("$serial")
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

make_disk() { # FILE RECIPE
	local file=$1 type size tree='' label='' uuid='' garbage='' script='' edit='' word
	local -a words
	read -ra words <<<"$2"
	type=${words[0]}
	size=
	case $type in
	demo | erofs | squashfs | spec) words=("${words[@]:1}") ;;
	*) size=${words[1]} words=("${words[@]:2}") ;;
	esac
	for word in "${words[@]}"; do
		case $word in
		dir=*) mkdir -p "$file.tree" && cp -a "$case_dir/${word#*=}/." "$file.tree" ;;
		probe=*) install -D "$build/probe" "$file.tree/${word#*=}" ;;
		label=*) label=${word#*=} ;;
		uuid=*) uuid=${word#*=} ;;
		debugfs=*) script=$case_dir/${word#*=} ;;
		sed=*) edit=${word#*=} ;;
		garbage) garbage=1 ;;
		ro | serial=*) ;; # how it is attached
		*) die "unknown word '$word' in the recipe '$2'" ;;
		esac
	done
	[[ ! -e $file.tree ]] || tree=$file.tree
	case $type in
	demo) cp --sparse=always "$build/boot-root.ext4" "$file" ;;
	spec) config_disk=$file config_edit=$edit ;; # made for each boot
	raw) make_raw "$file" "$size" "$garbage" ;;
	ext4) make_ext4 ;;
	xfs) truncate -s "$size" "$file" && mkfs.xfs -q ${label:+-L "$label"} ${uuid:+-m "uuid=$uuid"} "$file" ;;
	vfat) truncate -s "$size" "$file" && mkfs.vfat ${label:+-n "$label"} "$file" >/dev/null ;;
	erofs) mkfs.erofs --quiet --all-root ${uuid:+-U "$uuid"} "$file" "$tree" >/dev/null ;;
	squashfs) mksquashfs "$tree" "$file" -quiet -no-progress -all-root >/dev/null ;;
	*) die "unknown type '$type' in the recipe '$2'" ;;
	esac
	rm -rf "$file.tree"
}

# The local variables of make_disk say what is wanted.
make_ext4() {
	mkdir -p "$file.tree"
	"$top/rootfs/mkext4.sh" "$file.tree" "$file" "$size" ${label:+-L "$label"} ${uuid:+-U "$uuid"}
	[[ -z $script ]] || debugfs -w -f "$script" "$file" >/dev/null 2>&1
}

make_raw() { # FILE SIZE GARBAGE
	truncate -s "$2" "$1"
	[[ -z $3 ]] || yes 'no file system begins like this' | dd of="$1" bs=4096 iflag=fullblock \
		count="$(($(stat -c %s "$1") / 4096))" conv=notrunc status=none
}

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
