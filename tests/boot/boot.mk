# boot - cases that boot real guests in QEMU. See tests/boot/README.md.
PROBE_OBJ := $(patsubst %.c,$(GUEST)/guest/%.o,$(wildcard tests/boot/probe/*.c))

$(GUEST)/probe: $(PROBE_OBJ)
	$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_LDFLAGS) $(PROBE_OBJ) -o $@

$(GUEST)/boot-root.ext4: $(DEMO_ROOT_SCRIPTS) $(GUEST)/probe $(SYSROOT:%=%/stamp) | $(DEPS_demo)
	$(FOREIGN) rootfs/demo-root.sh $@ $(GUEST)/probe

$(BUILD)/systemd-%.ext4: rootfs/systemd-root.sh rootfs/mkext4.sh | $(DEPS_check)
	rootfs/systemd-root.sh $@ $*

BOOT_NEEDS := $(BUILD)/bin/mkconfigdisk $(GUEST)/initrd.img $(GUEST)/kernel/release \
	$(GUEST)/boot-root.ext4 $(GUEST)/probe $(GUEST_BIN)
ifndef ARCH # a root with systemd is made by running its packages' programs
BOOT_NEEDS += $(BUILD)/kernel-full/release $(BUILD)/systemd-ifupdown.ext4 $(BUILD)/systemd-resolved.ext4
endif

boot-needs: $(BOOT_NEEDS) $(GUEST)/demo-root.ext4
.PHONY: boot-needs

check-boot: $(BOOT_NEEDS) | $(DEPS_check) ## Boot every case of tests/boot/cases, or CASES="...", two at a time
	ARCH=$(ARCH) tests/boot/run-all.sh $(GUEST) $(CASES:%=tests/boot/cases/%)

boot-case: $(BOOT_NEEDS) | $(DEPS_check) ## Boot one case: make boot-case CASE=hello
	ARCH=$(ARCH) tests/boot/run-case.sh $(GUEST) tests/boot/cases/$(CASE)
.PHONY: check-boot boot-case
