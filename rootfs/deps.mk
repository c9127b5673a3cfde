# What the machine has to have. install-deps.sh installs a set of Debian packages where it is missing.
#   build: compilers and libraries   demo: QEMU and what makes a root
#   cross: the same for aarch64      check: test tools
DEPS_build := $(BUILD)/deps-build.stamp
DEPS_demo := $(BUILD)/deps-demo.stamp
DEPS_cross := $(BUILD)/deps-cross.stamp
DEPS_check := $(BUILD)/deps-check.stamp

$(BUILD)/deps-%.stamp: rootfs/install-deps.sh
	@mkdir -p $(@D)
	@rootfs/install-deps.sh $*
	@touch $@
