# fault - the tools and the guest, with everything failing that can fail.
$(BUILD)/fault/fail_nth.so: tests/fault/fail_nth.c | $(DEPS_check)
	@mkdir -p $(@D)
	$(HOST_CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -O2 -fPIC -shared $< -o $@

check-fault: $(BUILD)/fault/fail_nth.so $(HOST_TOOLS:%=$(BUILD)/bin/%) $(HOST_TOOLS:%=$(BUILD)/dynamic/%) \
		$(BUILD)/init | $(DEPS_check) ## Faults at each call and allocation of the tools
	tests/fault/tools.py $(BUILD)
.PHONY: check-fault
