/* target_cloud_hypervisor.h - what both forms of Cloud Hypervisor's VmConfig have in common. */
#pragma once
#include "common/vmconfig.h"
#include "host-tools/lib/build.h"

/* cpus and memory. */
void cloud_hypervisor_add_machine(struct build *b, cJSON *root, const struct host *h);

/* serial, which is the guest's console, and console, which is off. */
void cloud_hypervisor_add_console(struct build *b, cJSON *root, const struct host_console *c);
