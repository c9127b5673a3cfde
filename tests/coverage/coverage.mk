# coverage - what runs in the tests, by gcov: the tools and the units on the host, /init in its guests.
COV_INIT_CFLAGS := -Wno-maybe-uninitialized -fprofile-arcs -ftest-coverage \
	-fprofile-info-section=gcov_info $(addprefix -fno-builtin-,fork execve)
COV_INIT_OBJ := $(GUEST_SRC:%.c=$(BUILD)/cov-guest/%.o)

$(BUILD)/cov-guest/%.o: %.c $(STATIC_LIBS_STAMP) | $(DEPS_check)
	@mkdir -p $(@D)
	$(GUEST_CC) $(CPPFLAGS_ALL) -isystem $(STATIC_LIBS)/include $(CFLAGS_ALL) \
		$(GUEST_CFLAGS:-Os=-O0) $(COV_INIT_CFLAGS) -c $< -o $(abspath $@)

# Without -lgcov but for what turns counters into gcov's form: it is for another C library.
$(BUILD)/cov/init: $(COV_INIT_OBJ) $(BUILD)/guest/tests/coverage/dump.o
	@mkdir -p $(@D)
	$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_LDFLAGS) $(call wrap,reboot execve _exit syscall) $^ \
		$(GUEST_LIBS) $$(gcc -print-file-name=libgcov.a) -o $@
.PRECIOUS: $(BUILD)/cov-guest/%.o

# As the boot tests want it: a folder with all that they need, but this /init and these tools.
COV_BOOT := $(BUILD)/cov/boot
COV_BOOT_LINKS := $(patsubst $(BUILD)/%,$(COV_BOOT)/%, \
	$(filter-out $(BUILD)/bin/% %/initrd.img,$(BOOT_NEEDS:%/release=%)))
$(COV_BOOT_LINKS): $(COV_BOOT)/%: | $(BOOT_NEEDS)
	@mkdir -p $(@D)
	ln -sfnr $(BUILD)/$* $@

$(COV_BOOT)/bin: $(HOST_TOOLS:%=$(BUILD)/cov/bin/%)
	@mkdir -p $(@D)
	ln -sfnr $(BUILD)/cov/bin $@

$(COV_BOOT)/init: $(BUILD)/cov/init
	@mkdir -p $(@D)
	ln -sfnr $< $@

$(COV_BOOT)/initrd.img: $(COV_BOOT)/init $(BUILD)/bin/mkguestinitrd $(BUILD)/kernel/release
	$(BUILD)/bin/mkguestinitrd --init $< \
		--modules $(BUILD)/kernel/lib/modules/$$(cat $(BUILD)/kernel/release) $@

COV_UNITS := $(UNIT_TESTS:%=$(BUILD)/cov/unit/%)
COV_NEEDS := $(COV_UNITS) $(COV_BOOT)/bin $(COV_BOOT)/initrd.img $(COV_BOOT_LINKS) $(HOST_NEEDS) $(VERDICT)

# Whether these pass is for the suites to say that run them as they are delivered.
coverage: $(COV_NEEDS) | $(DEPS_check) ## How much of the code the tests run, by folder
	find $(BUILD)/cov $(BUILD)/cov-guest -name '*.gcda' -delete
	rm -rf $(BUILD)/cov/counts
	mkdir $(BUILD)/cov/counts
	($(call run_units,,$(COV_UNITS))) >$(BUILD)/cov/units.log 2>&1 || true
	$(call run_tools,$(BUILD)/cov/bin) >$(BUILD)/cov/tools.log 2>&1 || true
	$(MAKE) --no-print-directory check-config CONFIG_TOOL=$(BUILD)/cov/bin/mkconfigdisk \
		>$(BUILD)/cov/config.log 2>&1 || true
	COUNTS=$(abspath $(BUILD)/cov/counts) tests/boot/run-all.sh $(abspath $(COV_BOOT)) $(COV_CASES) \
		>$(BUILD)/cov/boot.log 2>&1 || true
	python3 -B tests/coverage/collect.py $(BUILD)/cov/counts
	python3 -B tests/coverage/report.py $(BUILD)/cov/not-run $(BUILD)/cov $(BUILD)/cov-guest

# For CI, cases that together run most of what all do, in a fourth of their time.
check-coverage: COV_CASES := $(addprefix tests/boot/cases/,agent-restarted config-by-label config-damaged \
	config-read-only config-wrong-schema eio-config-write env-large exit-42 module-parameters names-resolved \
	network-cable network-dhcp network-lease network-order network-static process-identity process-oom \
	process-tty root-cocoon root-layers root-symlinks shell-in-root stop-hold stop-power-button \
	storage-9p storage-kernel-tree storage-mounts systemd-running upper-missing volume-corrupt \
	volume-killed volume-overlay volumes-24)
check-coverage: coverage ## The same with a fourth of the boot cases
.PHONY: coverage check-coverage
