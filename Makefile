# guest-init - build, demo and checks. `make help` lists what there is.
BUILD ?= build
# The architecture that guests are for: that of this machine, or aarch64. What is for guests is in $(GUEST).
ARCH :=
GUEST := $(BUILD)$(ARCH:%=/%)
VERSION := 0.1.0

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash -o pipefail
unexport CDPATH # with it, cd prints where it went
ifndef V # make V=1 shows the commands
.SILENT:
endif

ifneq ($(filter-out aarch64,$(ARCH)),)
$(error ARCH is '$(ARCH)'. It can be aarch64, or nothing for the architecture of this machine)
endif

WARNINGS := -Wall -Wextra -Wshadow -Wvla -Wmissing-prototypes -Wstrict-prototypes \
	-Wformat=2 -Wconversion -Wundef -Werror
CPPFLAGS_ALL := -D_GNU_SOURCE -DGUEST_INIT_VERSION='"$(VERSION)"' -I.
CFLAGS_ALL := -std=gnu17 $(WARNINGS) -fno-strict-aliasing -fno-common -MMD -MP

all: ## Build everything: /init and the host tools
.PHONY: all

include rootfs/deps.mk
include rootfs/rootfs.mk
include common/common.mk
include guest-init/guest-init.mk
include host-tools/host-tools.mk
include tests/tests.mk
include host-tools/install.mk

CONFIG_REFERENCE = $(BUILD)/bin/mkconfigdisk --schema | python3 docs/config-reference.py

docs: $(BUILD)/bin/mkconfigdisk ## Make docs/config.md from the field tables
	$(CONFIG_REFERENCE) >docs/config.md.new
	mv docs/config.md.new docs/config.md
.PHONY: docs

help: ## This list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20
.PHONY: help

clean: ## Remove everything that was built
	rm -rf $(BUILD)
.PHONY: clean

-include $(shell [ -d $(BUILD) ] && find $(BUILD) -name '*.d')
