# tests - unit (cmocka), host (bats), boot (QEMU).
TEST_LIBS := $(sort $(foreach tool,$(HOST_TOOLS),$($(tool)_LIBS))) -lcmocka
TEST_CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))
# What unit tests link against: all of the tools but their main().
UNIT_LIB := $(BUILD)/asan/libhost.a
UNIT_SRC := $(HOST_LIB_SRC) \
	$(filter-out host-tools/lib/% %/main.c,$(wildcard host-tools/*/*.c))
.PRECIOUS: $(BUILD)/asan/%.o

$(BUILD)/asan/%.o: %.c | $(DEPS_check)
	@mkdir -p $(@D)
	$(HOST_CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(TEST_CFLAGS) -c $< -o $@

# q, not r: two tools may have a file of the same name.
$(UNIT_LIB): $(UNIT_SRC:%.c=$(BUILD)/asan/%.o)
	rm -f $@
	ar qcsD $@ $^

$(BUILD)/unit/%: $(BUILD)/asan/tests/unit/%.o $(UNIT_LIB)
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $< $(UNIT_LIB) $(TEST_LIBS) -o $@

check-unit: $(UNIT_TESTS) ## Unit tests, with address and undefined behaviour sanitizers
	@set -e; for t in $(UNIT_TESTS); do echo "== $${t##*/}"; $$t; done
.PHONY: check-unit

check-host: $(HOST_TOOLS:%=$(BUILD)/bin/%) | $(DEPS_check) ## Tests of the host tools
	BUILD=$(abspath $(BUILD)) bats tests/host
.PHONY: check-host
include tests/boot/boot.mk
