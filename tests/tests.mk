# tests - unit (cmocka), host (bats), boot (QEMU).
TEST_LIBS := $(sort $(filter -l%,$(foreach tool,$(HOST_TOOLS),$($(tool)_LIBS)))) -lblkid -lmount -lcmocka

# What unit tests link against: the tools but their main(), and what /init does its work with.
UNIT_LIB := $(BUILD)/asan/libhost.a
UNIT_SRC := $(HOST_LIB_SRC) \
	$(filter-out host-tools/lib/% %/main.c,$(wildcard host-tools/*/*.c)) \
	$(wildcard guest-init/sys/*.c) guest-init/name_files.c guest-init/end_processes.c \
	guest-init/supervise/backoff.c guest-init/supervise/shutdown.c
UNIT_TESTS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))

# Tools and unit tests once more, for those who look on: address and undefined behaviour sanitizers,
# valgrind, gcov.
TEST_CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
asan_CFLAGS := $(TEST_CFLAGS)
plain_CFLAGS := -O1 -g
cov_CFLAGS := -O0 -g --coverage -Wno-maybe-uninitialized
cov_LIBS := -lm # what the optimizer does itself else

define variant
$(BUILD)/$(1)/%.o: %.c | $$(DEPS_check)
	@mkdir -p $$(@D)
	$$(HOST_CC) $$(CPPFLAGS_ALL) $$(HOST_CPPFLAGS) $$(CFLAGS_ALL) $$($(1)_CFLAGS) -c $$< -o $$@

# q, not r: two tools may have a file of the same name.
$(BUILD)/$(1)/libhost.a: $$(UNIT_SRC:%.c=$(BUILD)/$(1)/%.o)
	rm -f $$@
	ar qcsD $$@ $$^

$(BUILD)/$(1)/unit/%: $(BUILD)/$(1)/tests/unit/%.o $(BUILD)/$(1)/libhost.a
	@mkdir -p $$(@D)
	$$(HOST_CC) $$($(1)_CFLAGS) $$^ $$(TEST_LIBS) $$($(1)_LIBS) $$($$*_LDFLAGS) -o $$@

$(HOST_TOOLS:%=$(BUILD)/$(1)/bin/%): $(BUILD)/$(1)/bin/%: $(BUILD)/$(1)/libhost.a
	@mkdir -p $$(@D)
	$$(HOST_CC) $$($(1)_CFLAGS) $$(filter %.o,$$^) $(BUILD)/$(1)/libhost.a $$($$*_LIBS) $$($(1)_LIBS) -o $$@
$(foreach tool,$(HOST_TOOLS),
$(BUILD)/$(1)/bin/$(tool): $(patsubst %.c,$(BUILD)/$(1)/%.o,$(wildcard host-tools/$(tool)/*.c)))
endef
$(foreach v,asan plain cov,$(eval $(call variant,$(v))))
.PRECIOUS: $(BUILD)/asan/%.o $(BUILD)/plain/%.o $(BUILD)/cov/%.o

# Its own functions come first wherever our code asks for memory.
wrap = $(1:%=-Wl,--wrap=%)
test_out_of_memory_LDFLAGS := $(call wrap,malloc calloc realloc reallocarray strdup vasprintf asprintf)

# Their own functions are the kernel.
test_grow_LDFLAGS := $(call wrap,fstatfs syscall)
test_unmount_LDFLAGS := $(call wrap,umount2 mount open syncfs clock_gettime proc_file_open holders_release)
test_shutdown_LDFLAGS := $(call wrap,kill waitpid sigtimedwait clock_gettime sync switch_root_back launch_release \
	boot_seconds end_guard_start end_guard_stop unmount_all record_warning record_send record_write events_open events_wait events_take_signals \
	events_is_stop power_off power_restart log_set_phase log_write)

# run_units PREFIX,TESTS: run each with the prefix before it.
run_units = failed=0; for t in $(2); do \
	echo "\# $${t\#\#*/}"; CMOCKA_MESSAGE_OUTPUT=TAP $(1) $$t || failed=1; done; exit $$failed

check-unit: $(UNIT_TESTS:%=$(BUILD)/asan/unit/%) ## Unit tests, with address and undefined behaviour sanitizers
	@$(call run_units,,$^)
.PHONY: check-unit

# A test that fails shows what the command said that it looked at last.
BATS := bats --tap --print-output-on-failure

# run_host [ENVIRONMENT[,OPTIONS]]: the tests of the tools, two files at a time. vmrun's take longest,
# and come first.
run_host = ls -r tests/host/*.bats | BUILD=$(abspath $(BUILD)) $(1) xargs -P 2 -n 1 $(BATS) $(2)

# run_tools BIN[,TAGS]: those that any build of the tools passes. vmrun finds what it boots beside itself,
# or by these names.
run_tools = $(call run_host,BIN=$(abspath $(1)) GUEST_INIT_KERNEL=$(abspath $(BUILD)/kernel/vmlinuz) \
	GUEST_INIT_INITRD=$(abspath $(BUILD)/initrd.img),--filter-tags '!delivered$(if $(2),$(comma)$(2))')
comma := ,

HOST_NEEDS := $(HOST_TOOLS:%=$(BUILD)/bin/%) $(BUILD)/init $(BUILD)/initrd.img $(BUILD)/demo-root.ext4 \
	$(BUILD)/systemd-ifupdown.ext4
check-host: $(HOST_NEEDS) | $(DEPS_check) ## Tests of the host tools
	$(call run_host)
.PHONY: check-host

check-asan: $(HOST_TOOLS:%=$(BUILD)/asan/bin/%) $(HOST_NEEDS) | $(DEPS_check) ## Tests of the host tools, with the sanitizers
	$(call run_tools,$(BUILD)/asan/bin)
.PHONY: check-asan

# One that finds something ends with 99, which no test expects; what it says goes to a file, since
# the tests look at standard error.
VALGRIND := valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
	--suppressions=$(abspath tests/lint/valgrind.txt)
$(BUILD)/valgrind/bin/%: $(BUILD)/plain/bin/%
	@mkdir -p $(@D)
	printf '#!/bin/sh\nexec %s --log-file=%s.%%p %s "$$@"\n' '$(VALGRIND)' \
		$(abspath $(BUILD)/valgrind/log) $(abspath $<) >$@
	chmod +x $@

# Those that need openat2(2), which Debian's valgrind doesn't know.
VALGRIND_CANNOT := test_accounts test_inroot test_sysctl
VALGRIND_UNITS := $(patsubst %,$(BUILD)/plain/unit/%,$(filter-out $(VALGRIND_CANNOT),$(UNIT_TESTS)))
VALGRIND_TOOLS := $(HOST_TOOLS:%=$(BUILD)/valgrind/bin/%)
check-valgrind: $(VALGRIND_UNITS) $(VALGRIND_TOOLS) $(HOST_NEEDS) | $(DEPS_check) ## Unit tests, and the host tools, under valgrind
	@$(call run_units,$(VALGRIND),$(VALGRIND_UNITS))
	rm -f $(BUILD)/valgrind/log.*
	$(call run_tools,$(BUILD)/valgrind/bin,!guests$(comma)!streams$(comma)!many)
	$(call LINT,valgrind has nothing to say,set -- $(BUILD)/valgrind/log.*; [ -e "$$1" ] && ! grep -h . "$$@")
.PHONY: check-valgrind

# One line of TAP for each lint, as for any other test.
LINT = @out=$$( { $(2); } 2>&1) && echo "ok $(1)" || { echo "$$out"; echo "not ok $(1)"; exit 1; }

check-lint: $(STATIC_LIBS_STAMP) $(HOST_TOOLS:%=$(BUILD)/bin/%) | $(DEPS_check) ## Layers, headers alone, shell scripts, man pages
	$(call LINT,layers,tests/lint/layers.sh)
	$(call LINT,headers of the guest,CC=$(GUEST_CC) CPPFLAGS="$(CPPFLAGS_ALL) -isystem $(STATIC_LIBS)/include" \
		tests/lint/headers.sh common guest-init)
	$(call LINT,headers of the host,CC=$(HOST_CC) CPPFLAGS="$(CPPFLAGS_ALL)" \
		tests/lint/headers.sh common host-tools tests)
	$(call LINT,no line of C is wider than 100 columns,python3 -B tests/lint/width.py common guest-init host-tools tests)
	$(call LINT,shell scripts,shellcheck $$(find rootfs tests .ci -name '*.sh' -o -path .ci/run))
	$(call LINT,options in the man pages,tests/lint/options.sh $(HOST_TOOLS:%=$(BUILD)/bin/%))
	$(call LINT,docs/config.md is what make docs makes,$(CONFIG_REFERENCE) | diff docs/config.md -)
	$(call LINT,tests that docs/threat-model.md names,tests/lint/threat-model.sh)
	$(call LINT,man pages,mandoc -T lint -W warning docs/*.[18])
.PHONY: check-lint

# A stamp for each file that clang-tidy has nothing to say about. The host's flags do for /init too.
TIDY_SRC := $(COMMON_SRC) $(wildcard guest-init/*.c guest-init/*/*.c host-tools/*/*.c)
HEADERS := $(wildcard common/*.h guest-init/*.h guest-init/*/*.h host-tools/*/*.h)
$(BUILD)/tidy/%.stamp: %.c .clang-tidy tests/lint/tidy.h $(HEADERS) | $(DEPS_check)
	@mkdir -p $(@D)
	clang-tidy --quiet $< -- -std=gnu17 $(CPPFLAGS_ALL) $(HOST_CPPFLAGS) \
		$(if $(filter common/error.c,$<),,-include tests/lint/tidy.h) 2>$(@:.stamp=.log) || \
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

SUITES := lint static unit config host asan fault net fuzz boot
LONG_SUITES := aarch64 fault-long valgrind coverage

check: all ## All tests but those that take long
	@tests/run.sh $(SUITES)

check-long: all ## Everything that CI runs
	@tests/run.sh $(SUITES) $(LONG_SUITES)
.PHONY: check check-long

include tests/config/config.mk
include tests/boot/boot.mk
include tests/aarch64/aarch64.mk
include tests/net/net.mk
include tests/fuzz/fuzz.mk
include tests/fault/fault.mk
include tests/bench/bench.mk
include tests/coverage/coverage.mk
