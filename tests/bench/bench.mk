# bench - numbers against a peer in the same run. See docs/benchmarks.md.
$(BUILD)/bench/%: $(BUILD)/guest/tests/bench/%.o
	@mkdir -p $(@D)
	$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_LDFLAGS) $< -o $@

$(BUILD)/bench/root.ext4: $(DEMO_ROOT_SCRIPTS) $(BUILD)/bench/arrive | $(DEPS_demo)
	rootfs/demo-root.sh $@ $(BUILD)/bench/arrive

.PRECIOUS: $(BUILD)/guest/tests/bench/%.o

bench: all $(BUILD)/bench/root.ext4 $(BUILD)/bench/floor $(BUILD)/probe $(BUILD)/kernel/release | $(DEPS_check) ## Measure, and write docs/benchmarks.md
	tests/bench/report.sh $(BUILD) >$(BUILD)/bench/benchmarks.md
	cp $(BUILD)/bench/benchmarks.md docs/benchmarks.md
	cat docs/benchmarks.md
.PHONY: bench
