/* backoff.h - how long to wait before something that ends again and again is started again. */
#pragma once
#include <stdint.h>

struct backoff {
	uint64_t first_ns; /* the first pause */
	uint64_t next_ns;  /* the next one; 0 at the beginning */
};

/* The pause after a life of lived_ns: each is twice the one before, up to a minute or, if that is
 * longer, the first one; after a life of ten seconds it begins anew. */
uint64_t backoff_pause(struct backoff *b, uint64_t lived_ns);
