# fuzz - libFuzzer on what reads bytes of strangers: tests/fuzz/fuzz_TARGET.c each.
#
# make fuzz                  all targets, two at a time, ten minutes in all
# make fuzz SECONDS=60       the same in a minute, which is a part of make check
# make fuzz TARGETS=json     one of them
# make fuzz SEED=7           with the seed that an earlier run has printed
#
# An input that failed is kept in tests/fuzz/regressions/TARGET/, where each run begins.
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
TARGETS ?= $(FUZZ_TARGETS)
SECONDS ?= 600
SEED ?= $(shell echo $$((RANDOM + 1)))

# glibc's resource argument of setrlimit(2) is an enum, musl's an int: clang warns of the former.
FUZZ_CFLAGS := $(TEST_CFLAGS:-O1=-O2) -fsanitize=fuzzer-no-link -Wno-sign-conversion
FUZZ_LIB := $(BUILD)/fuzz/libfuzzed.a
FUZZ_BIN := $(FUZZ_TARGETS:%=$(BUILD)/fuzz/fuzz_%)
FUZZ_SEEDS := $(BUILD)/fuzz/seeds.stamp
.PRECIOUS: $(BUILD)/fuzz/%.o

$(BUILD)/fuzz/%.o: %.c | $(DEPS_check)
	@mkdir -p $(@D)
	clang $(CPPFLAGS_ALL) $(HOST_CPPFLAGS) $(CFLAGS_ALL) $(FUZZ_CFLAGS) -c $< -o $@

# q, not r: two tools may have a file of the same name.
$(FUZZ_LIB): $(UNIT_SRC:%.c=$(BUILD)/fuzz/%.o)
	rm -f $@
	ar qcsD $@ $^

$(BUILD)/fuzz/fuzz_%: $(BUILD)/fuzz/tests/fuzz/fuzz_%.o $(FUZZ_LIB)
	clang $(TEST_CFLAGS) -fsanitize=fuzzer $^ $(TEST_LIBS) $(FUZZ_LDFLAGS) -o $@

$(BUILD)/fuzz/fuzz_modules: FUZZ_LDFLAGS := -Wl,--wrap=openat -Wl,--wrap=syscall
$(BUILD)/fuzz/fuzz_streams: FUZZ_LDFLAGS := -Wl,--wrap=outlet_write

$(BUILD)/fuzz/dictionary: $(BUILD)/fuzz/tests/fuzz/dictionary.o $(FUZZ_LIB)
	clang $(TEST_CFLAGS) $^ $(TEST_LIBS) -o $@

$(BUILD)/fuzz/json.dict: $(BUILD)/fuzz/dictionary
	$< | sort -u >$@

$(FUZZ_SEEDS): tests/fuzz/seeds.py tests/config/corpus.py $(shell find tests/data -type f)
	@mkdir -p $(@D)
	rm -rf $(@D)/seeds
	python3 -B tests/fuzz/seeds.py $(@D)/seeds
	touch $@

fuzz: $(FUZZ_BIN) $(BUILD)/fuzz/json.dict $(FUZZ_SEEDS) ## Fuzz everything that reads strangers' bytes: ten minutes
	tests/fuzz/run.sh $(BUILD) $(SECONDS) $(SEED) $(TARGETS)

check-fuzz: SECONDS = 60
check-fuzz: fuzz ## The same for a minute
.PHONY: fuzz check-fuzz
