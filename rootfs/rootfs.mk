# rootfs - what a VM needs besides us: static libraries, a kernel, a root to boot.
STATIC_LIBS := $(BUILD)/static-libs
STATIC_LIBS_STAMP := $(STATIC_LIBS)/stamp

$(STATIC_LIBS_STAMP): rootfs/static-libs.sh | $(DEPS_build)
	@rootfs/static-libs.sh $(STATIC_LIBS)
