# guest-init - /init: one static binary against musl, libmount, libblkid and cJSON.
GUEST_SRC := $(wildcard guest-init/*.c guest-init/*/*.c) $(COMMON_SRC)
GUEST_OBJ := $(GUEST_SRC:%.c=$(GUEST)/guest/%.o)

GUEST_CC := $(if $(ARCH),$(SYSROOT)/usr/bin/)musl-gcc
# -Os and one section a function: what isn't used costs no byte of the initrd, which the kernel
# unpacks before anything else happens. Position-dependent: no relocations at start; the kernel
# still randomises stack, mmap and heap.
GUEST_CFLAGS := -Os -g -ffunction-sections -fdata-sections -fno-pie -fstack-protector-strong \
	-fno-asynchronous-unwind-tables -fno-unwind-tables
GUEST_LDFLAGS := -static -no-pie -Wl,--gc-sections -Wl,-z,noexecstack -Wl,-z,relro \
	-Wl,--build-id=none
GUEST_LIBS := -L$(STATIC_LIBS)/lib -lmount -lblkid -lcjson

$(GUEST)/guest/%.o: %.c $(STATIC_LIBS_STAMP) | $(DEPS_build)
	@mkdir -p $(@D)
	$(GUEST_CC) $(CPPFLAGS_ALL) -isystem $(STATIC_LIBS)/include $(CFLAGS_ALL) $(GUEST_CFLAGS) -c $< -o $@

$(GUEST)/init.debug: $(GUEST_OBJ)
	$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_LDFLAGS) $(GUEST_OBJ) $(GUEST_LIBS) -o $@

$(GUEST)/init: $(GUEST)/init.debug
	$$($(GUEST_CC) -print-prog-name=strip) --strip-all -R .comment -R .note.gnu.property -o $@ $<

all: $(GUEST)/init
