# aarch64 - guests of another architecture than this machine's: cases of tests/boot, and what the tools
# print and run for them.
AARCH64_CASES := exit-42 network-static process-tty stop-power-button volume-overlay volume-rw \
	workload-view
AARCH64 := $(MAKE) --no-print-directory ARCH=aarch64

check-aarch64: all | $(DEPS_check) ## /init, and guests in an emulator, for aarch64
	$(AARCH64) -j$$(nproc) all boot-needs
	$(AARCH64) check-boot CASES='$(AARCH64_CASES)'
	BUILD=$(abspath $(BUILD)) $(BATS) tests/aarch64
.PHONY: check-aarch64
