# net - the DHCP client on a veth pair, in a network namespace of its own.
$(BUILD)/net/dhcp_client: $(BUILD)/asan/tests/net/dhcp_client.o $(UNIT_LIB)
	@mkdir -p $(@D)
	$(HOST_CC) $(TEST_CFLAGS) $^ $(TEST_LIBS) -o $@

check-net: $(BUILD)/net/dhcp_client | $(DEPS_check) ## The DHCP client against servers, honest and not
	BUILD=$(abspath $(BUILD)) $(BATS) tests/net
.PHONY: check-net
