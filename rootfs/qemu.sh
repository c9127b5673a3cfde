# shellcheck shell=bash disable=SC2154,SC2034
# qemu.sh - boot one guest, and end it whatever happens.
# Uses $build of the caller, its $kernel (a folder) and $initrd where they are set, and $ARCH, which is
# as the Makefile has it: the architecture of $build. Sets what of the machine depends on that:
# $qemu, $machine, $console (the first serial line), $tcg (the options for emulation), $cmdline.
case ${ARCH:-} in
aarch64) qemu=qemu-system-aarch64 machine=virt console=ttyAMA0 tcg='-cpu max,pauth-impdef=on' words='' ;;
*) qemu=qemu-system-x86_64 machine=q35 console=ttyS0 tcg='' words=' no_timer_check' ;;
esac

# boot SECONDS SERIAL [QEMU OPTION...] - returns QEMU's exit status, 124 when the time is over.
boot() {
	local seconds=$1 serial=$2
	shift 2
	timeout --foreground --kill-after=5 "$seconds" "$qemu" -nodefaults -no-reboot \
		-display none -smp 1 -serial "$serial" -kernel "${kernel:-$build/kernel}/vmlinuz" \
		-initrd "${initrd:-$build/initrd.img}" "$@" </dev/null
}

# The kernel says nothing short of a panic, so that the console is the guest's own.
cmdline="console=$console panic=-1 quiet loglevel=1$words"

# find_accelerator - set $accel to QEMU's options. A machine can have a /dev/kvm that hangs every
# guest, so that KVM has to prove itself: boot to /init and power off, within five seconds.
find_accelerator() {
	local cache=$build/accelerator log=$build/accelerator.$$.log # others may look at the same time
	if [[ ! -e $cache ]]; then
		echo "-accel tcg,thread=single $tcg" >"$cache.$$"
		if [[ -w /dev/kvm ]] && boot 5 "file:$log" -M "$machine" -m 256 -accel kvm -cpu host \
			-append "$cmdline guest_init.timeout=0" 2>/dev/null &&
			grep -q '^guest-init: ' "$log"; then
			echo '-accel kvm -cpu host' >"$cache.$$"
		fi
		rm -f "$log"
		mv "$cache.$$" "$cache"
	fi
	read -ra accel <"$cache"
}
