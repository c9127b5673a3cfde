# tests - unit (cmocka), host (bats), boot (QEMU).
TEST_LIBS := $(sort $(filter -l%,$(foreach tool,$(HOST_TOOLS),$($(tool)_LIBS)))) -lblkid -lmount -lcmocka
TEST_CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/test_*.c))
# What unit tests link against: the tools but their main(), and what /init does its work with.
UNIT_LIB := $(BUILD)/asan/libhost.a
UNIT_SRC := $(HOST_LIB_SRC) \
	$(filter-out host-tools/lib/% %/main.c,$(wildcard host-tools/*/*.c)) \
	$(wildcard guest-init/sys/*.c) guest-init/name_files.c
.PRECIOUS: $(BUILD)/asan/%.o

$(BUILD)/asan/%.o: %.c | $(DEPS_check)
	@mkdir -p $(@D)
	$(HOST_CC) $(CPPFLAGS_ALL) $(HOST_CPPFLAGS) $(CFLAGS_ALL) $(TEST_CFLAGS) -c $< -o $@

# q, not r: two tools may have a file of the same name.
$(UNIT_LIB): $(UNIT_SRC:%.c=$(BUILD)/asan/%.o)
	rm -f $@
	ar qcsD $@ $^

$(BUILD)/unit/%: $(BUILD)/asan/tests/unit/%.o $(UNIT_LIB)
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $< $(UNIT_LIB) $(TEST_LIBS) $(UNIT_LDFLAGS) -o $@

# Its own functions come first wherever our code asks for memory.
$(BUILD)/unit/test_out_of_memory: UNIT_LDFLAGS := $(foreach f,malloc calloc realloc reallocarray \
	strdup vasprintf asprintf,-Wl,--wrap=$(f))

# Their own functions are the kernel.
$(BUILD)/unit/test_grow: UNIT_LDFLAGS := -Wl,--wrap=fstatfs -Wl,--wrap=syscall
$(BUILD)/unit/test_unmount: UNIT_LDFLAGS := $(foreach f,umount2 mount open syncfs clock_gettime \
	proc_file_open holders_release,-Wl,--wrap=$(f))

check-unit: $(UNIT_TESTS) ## Unit tests, with address and undefined behaviour sanitizers
	@failed=0; for t in $(UNIT_TESTS); do \
		echo "# $${t##*/}"; CMOCKA_MESSAGE_OUTPUT=TAP $$t || failed=1; done; exit $$failed
.PHONY: check-unit

check-host: $(HOST_TOOLS:%=$(BUILD)/bin/%) $(BUILD)/init $(BUILD)/initrd.img $(BUILD)/demo-root.ext4 | $(DEPS_check) ## Tests of the host tools
	BUILD=$(abspath $(BUILD)) bats --tap tests/host
.PHONY: check-host

# One line of TAP for each lint, as for any other test.
LINT = @out=$$( { $(2); } 2>&1) && echo "ok $(1)" || { echo "$$out"; echo "not ok $(1)"; exit 1; }

check-lint: $(STATIC_LIBS_STAMP) $(HOST_TOOLS:%=$(BUILD)/bin/%) | $(DEPS_check) ## Layers, headers alone, shell scripts, man pages
	$(call LINT,layers,tests/lint/layers.sh)
	$(call LINT,headers of the guest,CC=$(GUEST_CC) CPPFLAGS="$(CPPFLAGS_ALL) -isystem $(STATIC_LIBS)/include" \
		tests/lint/headers.sh common guest-init)
	$(call LINT,headers of the host,CC=$(HOST_CC) CPPFLAGS="$(CPPFLAGS_ALL)" \
		tests/lint/headers.sh common host-tools tests)
	$(call LINT,shell scripts,shellcheck $$(find rootfs tests .ci -name '*.sh' -o -path .ci/run))
	$(call LINT,options in the man pages,tests/lint/options.sh $(HOST_TOOLS:%=$(BUILD)/bin/%))
	$(call LINT,docs/config.md is what make docs makes,$(CONFIG_REFERENCE) | diff docs/config.md -)
	$(call LINT,man pages,mandoc -T lint -W warning docs/*.[18])
.PHONY: check-lint

# A stamp for each file that clang-tidy has nothing to say about. The host's flags do for /init too.
TIDY_SRC := $(COMMON_SRC) $(wildcard guest-init/*.c guest-init/*/*.c host-tools/*/*.c)
HEADERS := $(wildcard common/*.h guest-init/*.h guest-init/*/*.h host-tools/*/*.h)
$(BUILD)/tidy/%.stamp: %.c .clang-tidy $(HEADERS) | $(DEPS_check)
	@mkdir -p $(@D)
	clang-tidy --quiet $< -- -std=gnu17 $(CPPFLAGS_ALL) $(HOST_CPPFLAGS) 2>$(@:.stamp=.log) || \
		{ cat $(@:.stamp=.log); exit 1; }
	@touch $@

tidy: $(TIDY_SRC:%.c=$(BUILD)/tidy/%.stamp)
.PHONY: tidy

CPPCHECK := cppcheck --quiet --enable=warning,performance,portability,style --error-exitcode=1 \
	--std=c11 --template='{file}:{line}: {message} [{id}]' --suppressions-list=tests/lint/cppcheck.txt

check-static: | $(DEPS_check) ## clang-tidy and cppcheck
	$(call LINT,clang-tidy,$(MAKE) --no-print-directory --keep-going -j$$(nproc) tidy)
	$(call LINT,cppcheck,$(CPPCHECK) -j$$(nproc) $(CPPFLAGS_ALL) common guest-init host-tools tests)
.PHONY: check-static

check: all ## Everything that CI runs
	@tests/run.sh lint static unit config host net fuzz boot
.PHONY: check

include tests/config/config.mk
include tests/boot/boot.mk
include tests/net/net.mk
include tests/fuzz/fuzz.mk
include tests/fault/fault.mk
include tests/bench/bench.mk
