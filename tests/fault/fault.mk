# fault - the tools and the guest, with everything failing that can fail.
$(BUILD)/fault/fail_nth.so: tests/fault/fail_nth.c | $(DEPS_check)
	@mkdir -p $(@D)
	$(HOST_CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -O2 -fPIC -shared $< -o $@

# vmrun finds it in the PATH.
$(BUILD)/fault/qemu-system-x86_64: $(BUILD)/host/tests/fault/fake_qemu.o $(HOST_LIB)
	@mkdir -p $(@D)
	$(HOST_CC) $(HOST_CFLAGS) $(HOST_LDFLAGS) $^ -o $@

FAULT_TOOLS := $(BUILD)/fault/fail_nth.so $(BUILD)/fault/qemu-system-x86_64 $(BUILD)/init \
	$(HOST_TOOLS:%=$(BUILD)/bin/%) $(HOST_TOOLS:%=$(BUILD)/dynamic/%)
FAULT_NEEDS := $(BUILD)/bin/mkconfigdisk $(BUILD)/initrd.img $(BUILD)/kernel/release $(BUILD)/boot-root.ext4
# Guests, two at a time: how often killed, how often booted and stopped, how far below the least memory.
FAULT_GUESTS = printf '%s\n' 'killed.sh $(BUILD) $(1)' 'cycles.sh $(BUILD) $(2)' 'memory.sh $(BUILD) $(3)' | \
	xargs -P 2 -I {} sh -c 'tests/fault/{}'

check-fault: $(FAULT_TOOLS) $(FAULT_NEEDS) | $(DEPS_check) ## Each call and allocation of the tools fails; guests are killed
	tests/fault/tools.py $(BUILD)
	$(call FAULT_GUESTS,6,6,2)

check-fault-long: $(FAULT_NEEDS) | $(DEPS_check) ## Guests are killed 50 times, and stopped 100 times
	$(call FAULT_GUESTS,50,100,20)
.PHONY: check-fault check-fault-long
