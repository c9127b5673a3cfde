/* qcow2.h - the head of a qcow2 image; QEMU's docs/interop/qcow2.txt. */
#pragma once
#include <stdint.h>

#define QCOW2_MAGIC "QFI\xfb"
#define QCOW2_DATA_FILE (UINT64_C(1) << 2) /* incompatible_features: the data is in another file */

struct qcow2_head { /* big-endian */
	char magic[4];
	uint32_t version;
	uint64_t backing_file_offset; /* of the name of the file below the image; 0: none */
	uint32_t backing_file_size;
	uint32_t cluster_bits;
	uint64_t size;
	uint32_t crypt_method;
	uint32_t l1_size;
	uint64_t l1_table_offset, refcount_table_offset;
	uint32_t refcount_table_clusters;
	uint32_t nb_snapshots;
	uint64_t snapshots_offset;
	uint64_t incompatible_features; /* from version 3 on */
};
