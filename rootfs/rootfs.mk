# rootfs - what a VM needs besides us: static libraries, a kernel, a root to boot.
HOST_STATIC_LIBS := $(BUILD)/static-libs
STATIC_LIBS := $(GUEST)/static-libs
STATIC_LIBS_STAMP := $(STATIC_LIBS)/stamp

$(HOST_STATIC_LIBS)/stamp: rootfs/static-libs.sh | $(DEPS_build)
	@rootfs/static-libs.sh $(@D)

ifdef ARCH
SYSROOT := $(GUEST)/sysroot
# Who has this in the environment sees that architecture's packages.
FOREIGN := APT_CONFIG=$(abspath $(SYSROOT))/apt.conf

$(SYSROOT)/stamp: rootfs/sysroot.sh rootfs/unpack-deb.sh | $(DEPS_cross)
	rootfs/sysroot.sh $(ARCH) $(@D)
	touch $@

$(STATIC_LIBS_STAMP): rootfs/static-libs.sh $(SYSROOT)/stamp
	@rootfs/static-libs.sh $(@D) $(SYSROOT)

# Scripts expect the tools beside what is for guests.
GUEST_BIN := $(GUEST)/bin
$(GUEST_BIN):
	@mkdir -p $(@D)
	ln -sfn ../bin $@
endif

# A machine to boot: the distribution's kernel, an initrd with its modules, a small root.
$(GUEST)/kernel/release: KERNEL := cloud
$(GUEST)/kernel-full/release: KERNEL := full
$(GUEST)/kernel/release $(GUEST)/kernel-full/release: rootfs/kernel.sh rootfs/unpack-deb.sh \
		$(SYSROOT:%=%/stamp) | $(DEPS_demo)
	$(FOREIGN) rootfs/kernel.sh $(KERNEL) $(@D)

$(GUEST)/initrd.img: $(GUEST)/init $(BUILD)/bin/mkguestinitrd $(GUEST)/kernel/release
	$(BUILD)/bin/mkguestinitrd --init $< \
		--modules $(GUEST)/kernel/lib/modules/$$(cat $(GUEST)/kernel/release) $@

DEMO_ROOT_SCRIPTS := rootfs/demo-root.sh rootfs/mkext4.sh rootfs/unpack-deb.sh
$(GUEST)/demo-root.ext4: $(DEMO_ROOT_SCRIPTS) $(SYSROOT:%=%/stamp) | $(DEPS_demo)
	$(FOREIGN) rootfs/demo-root.sh $@

demo: all $(GUEST_BIN) $(GUEST)/initrd.img $(GUEST)/demo-root.ext4 ## Boot a container root in QEMU, show what it says
	@ARCH=$(ARCH) rootfs/demo.sh $(GUEST)
.PHONY: demo
