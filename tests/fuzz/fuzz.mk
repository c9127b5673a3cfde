# fuzz - libFuzzer on what reads bytes of strangers. tests/fuzz/corpus/NAME/ holds the seeds.
FUZZ_SECONDS ?= 15
# glibc's resource argument of setrlimit(2) is an enum, musl's an int: clang warns of the former.
FUZZ_CFLAGS := $(TEST_CFLAGS:-O1=-O2) -fsanitize=fuzzer-no-link -Wno-sign-conversion
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_LIB := $(BUILD)/fuzz/libguest.a
FUZZ_SRC := $(COMMON_SRC) $(wildcard guest-init/sys/*.c host-tools/lib/oci*.c)
.PRECIOUS: $(BUILD)/fuzz/%.o

$(BUILD)/fuzz/%.o: %.c | $(DEPS_check)
	@mkdir -p $(@D)
	clang $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(FUZZ_CFLAGS) -c $< -o $@

$(FUZZ_LIB): $(FUZZ_SRC:%.c=$(BUILD)/fuzz/%.o)
	rm -f $@
	ar rcsD $@ $^

$(BUILD)/fuzz/fuzz_%: $(BUILD)/fuzz/tests/fuzz/fuzz_%.o $(FUZZ_LIB)
	clang $(TEST_CFLAGS) -fsanitize=fuzzer $^ $(TEST_LIBS) -o $@

# What a run finds new is kept apart from the seeds, for the next run.
check-fuzz: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/fuzz_%) ## Fuzz targets, FUZZ_SECONDS each
	@failed=0; for t in $(FUZZ_TARGETS); do \
		mkdir -p $(BUILD)/fuzz/found/$$t; \
		if $(BUILD)/fuzz/fuzz_$$t -max_total_time=$(FUZZ_SECONDS) -max_len=4096 \
			-artifact_prefix=$(BUILD)/fuzz/$$t- $(BUILD)/fuzz/found/$$t \
			tests/fuzz/corpus/$$t >$(BUILD)/fuzz/$$t.log 2>&1; \
		then echo "ok fuzz $$t"; \
		else tail -n 50 $(BUILD)/fuzz/$$t.log; echo "not ok fuzz $$t"; failed=1; fi; \
	done; exit $$failed
.PHONY: check-fuzz
