/* cocoon.h - the serials by which cocoon's records name a VM's disks. */
#pragma once

#define COCOON_LAYER_SERIAL "cocoon-layer0"
#define COCOON_COW_SERIAL "cocoon-cow"
#define COCOON_CONFIG_SERIAL "guest-init-config" /* ours: cocoon has no such disk */
