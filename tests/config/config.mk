# config - the contract: the verdicts of host and guest on tests/data, the schema, the limits.
CONFIG_FOLDERS := good bad later
VERDICT := $(BUILD)/verdict
CONFIG_TOOL = $(BUILD)/bin/mkconfigdisk

$(VERDICT): $(BUILD)/guest/tests/config/verdict.o $(COMMON_SRC:%.c=$(BUILD)/guest/%.o)
	$(GUEST_CC) $(GUEST_CFLAGS) $(GUEST_LDFLAGS) $^ $(GUEST_LIBS) -o $@

check-config: $(BUILD)/bin/mkconfigdisk $(BUILD)/bin/vmdef $(VERDICT) | $(DEPS_check) ## Host's and guest's verdicts, JSON Schema, limits
	@failed=0; tool=$(CONFIG_TOOL); \
	python3 -B tests/config/verdicts.py $$tool $(VERDICT) $(CONFIG_FOLDERS) || failed=1; \
	python3 -B tests/config/schema.py $$tool $(CONFIG_FOLDERS) || failed=1; \
	python3 -B tests/config/limits.py $$tool $(VERDICT) || failed=1; \
	python3 -B tests/config/growth.py $(BUILD)/bin $(VERDICT) || failed=1; \
	exit $$failed
.PHONY: check-config
