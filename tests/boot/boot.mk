# boot - cases that boot real guests in QEMU. See tests/boot/README.md.
PROBE_OBJ := $(patsubst %.c,$(BUILD)/guest/%.o,$(wildcard tests/boot/probe/*.c))

$(BUILD)/probe: $(PROBE_OBJ)
	$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_LDFLAGS) $(PROBE_OBJ) -o $@

$(BUILD)/boot-root.ext4: $(DEMO_ROOT_SCRIPTS) $(BUILD)/probe | $(DEPS_demo)
	rootfs/demo-root.sh $@ $(BUILD)/probe

$(BUILD)/systemd-%.ext4: rootfs/systemd-root.sh rootfs/mkext4.sh | $(DEPS_check)
	rootfs/systemd-root.sh $@ $*

BOOT_NEEDS := $(BUILD)/bin/mkconfigdisk $(BUILD)/initrd.img $(BUILD)/kernel/release \
	$(BUILD)/kernel-full/release \
	$(BUILD)/boot-root.ext4 $(BUILD)/probe \
	$(BUILD)/systemd-ifupdown.ext4 $(BUILD)/systemd-resolved.ext4

check-boot: $(BOOT_NEEDS) | $(DEPS_check) ## Boot every case of tests/boot/cases, two guests at a time
	tests/boot/run-all.sh $(BUILD)

boot-case: $(BOOT_NEEDS) | $(DEPS_check) ## Boot one case: make boot-case CASE=hello
	tests/boot/run-case.sh $(BUILD) tests/boot/cases/$(CASE)
.PHONY: check-boot boot-case
