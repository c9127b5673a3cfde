# install - put what was built where a system, or a package's build with DESTDIR, expects it.
PREFIX := /usr/local
BINDIR := $(PREFIX)/bin
MANDIR := $(PREFIX)/share/man
# Where vmrun looks for a kernel and an initrd, too.
LIBDIR := $(PREFIX)/lib/guest-init
BASH_COMPLETIONS := $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS := $(PREFIX)/share/zsh/site-functions
DOCDIR := $(PREFIX)/share/doc/guest-init

DOCUMENTS := LICENSE README.md $(wildcard docs/*.md)

INSTALLED_INIT := $(LIBDIR)$(ARCH:%=/%)/init
INSTALLED := $(foreach tool,$(HOST_TOOLS),$(BINDIR)/$(tool) $(MANDIR)/man1/$(tool).1 \
	$(BASH_COMPLETIONS)/$(tool) $(ZSH_COMPLETIONS)/_$(tool)) \
	$(MANDIR)/man8/guest-init.8 $(INSTALLED_INIT) $(addprefix $(DOCDIR)/,$(notdir $(DOCUMENTS)))

define install_tool
install -Dm755 $(BUILD)/bin/$(1) "$(DESTDIR)$(BINDIR)/$(1)"
install -Dm644 docs/$(1).1 "$(DESTDIR)$(MANDIR)/man1/$(1).1"
$(BUILD)/bin/$(1) --completion bash | install -Dm644 /dev/stdin "$(DESTDIR)$(BASH_COMPLETIONS)/$(1)"
$(BUILD)/bin/$(1) --completion zsh | install -Dm644 /dev/stdin "$(DESTDIR)$(ZSH_COMPLETIONS)/_$(1)"

endef

install: all ## Install /init, tools, man pages, completions: PREFIX (/usr/local), DESTDIR
	$(foreach tool,$(HOST_TOOLS),$(call install_tool,$(tool)))
	install -Dm644 docs/guest-init.8 "$(DESTDIR)$(MANDIR)/man8/guest-init.8"
	install -Dm755 $(GUEST)/init "$(DESTDIR)$(INSTALLED_INIT)"
	install -d "$(DESTDIR)$(DOCDIR)"
	install -m644 $(DOCUMENTS) "$(DESTDIR)$(DOCDIR)"

uninstall: ## Remove what install put there
	rm -f $(INSTALLED:%="$(DESTDIR)%")
	for dir in $(dir $(INSTALLED_INIT)) $(DOCDIR); do rmdir "$(DESTDIR)$$dir" 2>/dev/null || true; done
.PHONY: install uninstall
