# bench - numbers against a peer in the same run. See docs/benchmarks.md.
$(BUILD)/bench/%: $(BUILD)/guest/tests/bench/%.o
	@mkdir -p $(@D)
	$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_LDFLAGS) $< -o $@

# Elsewhere than /init, so that an address tells them apart.
$(BUILD)/bench/arrive: GUEST_LDFLAGS += -Wl,-Ttext-segment=0x10000000

$(BUILD)/bench/count_instructions.so: tests/bench/count_instructions.c
	@mkdir -p $(@D)
	$(HOST_CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -O2 -fPIC -shared $< -o $@

$(BUILD)/bench/root.ext4: $(DEMO_ROOT_SCRIPTS) $(BUILD)/bench/arrive | $(DEPS_demo)
	rootfs/demo-root.sh $@ $(BUILD)/bench/arrive

.PRECIOUS: $(BUILD)/guest/tests/bench/%.o

BENCH_NEEDS := $(BUILD)/bench/root.ext4 $(BUILD)/bench/floor $(BUILD)/bench/count_instructions.so \
	$(BUILD)/probe $(BUILD)/kernel/release

bench: all $(BENCH_NEEDS) | $(DEPS_check) ## Measure, and write docs/benchmarks.md
	tests/bench/report.sh $(BUILD) >$(BUILD)/bench/benchmarks.md
	cp $(BUILD)/bench/benchmarks.md docs/benchmarks.md
	cat docs/benchmarks.md
.PHONY: bench
