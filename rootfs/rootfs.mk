# rootfs - what a VM needs besides us: static libraries, a kernel, a root to boot.
STATIC_LIBS := $(BUILD)/static-libs
STATIC_LIBS_STAMP := $(STATIC_LIBS)/stamp

$(STATIC_LIBS_STAMP): rootfs/static-libs.sh | $(DEPS_build)
	@rootfs/static-libs.sh $(STATIC_LIBS)

# A machine to boot: the distribution's kernel, an initrd with its modules, a small root.
$(BUILD)/kernel/release: KERNEL := cloud
$(BUILD)/kernel-full/release: KERNEL := full
$(BUILD)/kernel/release $(BUILD)/kernel-full/release: rootfs/kernel.sh rootfs/unpack-deb.sh | $(DEPS_demo)
	rootfs/kernel.sh $(KERNEL) $(@D)

$(BUILD)/initrd.img: $(BUILD)/init $(BUILD)/bin/mkguestinitrd $(BUILD)/kernel/release
	$(BUILD)/bin/mkguestinitrd --init $< \
		--modules $(BUILD)/kernel/lib/modules/$$(cat $(BUILD)/kernel/release) $@

DEMO_ROOT_SCRIPTS := rootfs/demo-root.sh rootfs/mkext4.sh rootfs/unpack-deb.sh
$(BUILD)/demo-root.ext4: $(DEMO_ROOT_SCRIPTS) | $(DEPS_demo)
	rootfs/demo-root.sh $@

demo: all $(BUILD)/initrd.img $(BUILD)/demo-root.ext4 ## Boot a container root in QEMU, show what it says
	@rootfs/demo.sh $(BUILD)
.PHONY: demo
