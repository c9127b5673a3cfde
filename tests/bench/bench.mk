# bench - numbers against a peer in the same run. See docs/benchmarks.md.
$(BUILD)/bench/%: $(BUILD)/guest/tests/bench/%.o
	@mkdir -p $(@D)
	$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_LDFLAGS) $< -o $@

$(BUILD)/bench/root.ext4: $(DEMO_ROOT_SCRIPTS) $(BUILD)/bench/arrive | $(DEPS_demo)
	rootfs/demo-root.sh $@ $(BUILD)/bench/arrive

bench-boot: all $(BUILD)/bench/root.ext4 $(BUILD)/bench/floor $(BUILD)/kernel/release | $(DEPS_check)
	tests/bench/boot.sh $(BUILD)
.PHONY: bench-boot
.PRECIOUS: $(BUILD)/guest/tests/bench/%.o
