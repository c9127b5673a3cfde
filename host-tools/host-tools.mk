# host-tools - one folder a tool; lib/ is what they share.
HOST_CC ?= gcc
HOST_CFLAGS := -O2 -g -fPIE -fstack-protector-strong -fstack-clash-protection -D_FORTIFY_SOURCE=2
HOST_LDFLAGS := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack

HOST_TOOLS := mkconfigdisk mkguestinitrd vmdef vmrun
# Wholly static, the C library too: the dynamic linker took as long as making a disk does. The others
# stay dynamic: they are started once a VM or less.
mkconfigdisk_LDFLAGS := -static-pie -L$(HOST_STATIC_LIBS)/host
mkconfigdisk_LIBS := -lext2fs -lcom_err -lcjson
mkguestinitrd_LIBS := -lkmod -lz -lzstd -llz4 -llzma -lcjson
vmdef_LIBS := -lxml2 -lcjson
vmrun_LIBS := -lext2fs -lcom_err -lcjson
# libxml2-dev puts its headers into a folder of their own.
HOST_CPPFLAGS := -isystem /usr/include/libxml2

HOST_LIB_SRC := $(wildcard host-tools/lib/*.c) $(COMMON_SRC)
HOST_LIB := $(BUILD)/host/libhost.a

$(BUILD)/host/%.o: %.c | $(DEPS_build)
	@mkdir -p $(@D)
	$(HOST_CC) $(CPPFLAGS_ALL) $(HOST_CPPFLAGS) $(CFLAGS_ALL) $(HOST_CFLAGS) -c $< -o $@

# An archive, so that a tool only carries, and only links against, what it uses.
$(HOST_LIB): $(HOST_LIB_SRC:%.c=$(BUILD)/host/%.o)
	rm -f $@
	ar rcsD $@ $^

define host_tool
$(1)_OBJ := $$(patsubst %.c,$(BUILD)/host/%.o,$$(wildcard host-tools/$(1)/*.c))
$(BUILD)/bin/$(1): $$($(1)_OBJ) $(HOST_LIB) $(HOST_STATIC_LIBS)/stamp
	@mkdir -p $$(@D)
	$(HOST_CC) $(HOST_CFLAGS) $(HOST_LDFLAGS) $$($(1)_LDFLAGS) $$($(1)_OBJ) $(HOST_LIB) $$($(1)_LIBS) -o $$@
# Linked dynamically: for checks that put functions of theirs before the C library's.
$(BUILD)/dynamic/$(1): $$($(1)_OBJ) $(HOST_LIB)
	@mkdir -p $$(@D)
	$(HOST_CC) $(HOST_CFLAGS) $(HOST_LDFLAGS) $$($(1)_OBJ) $(HOST_LIB) $$($(1)_LIBS) -o $$@
all: $(BUILD)/bin/$(1)
endef
$(foreach tool,$(HOST_TOOLS),$(eval $(call host_tool,$(tool))))
