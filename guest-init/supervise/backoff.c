/* backoff.c - how long to wait before something that ends again and again is started again. */
#include "guest-init/supervise/backoff.h"

#include "guest-init/sys/clock.h"

#define MAX_PAUSE_NS (60 * NS_PER_S)
#define LONG_LIFE_NS (10 * NS_PER_S)

uint64_t backoff_pause(struct backoff *b, uint64_t lived_ns)
{
	uint64_t max = b->first_ns > MAX_PAUSE_NS ? b->first_ns : MAX_PAUSE_NS;
	uint64_t pause = b->next_ns && lived_ns < LONG_LIFE_NS ? b->next_ns : b->first_ns;

	b->next_ns = 2 * pause <= max ? 2 * pause : max;
	return pause;
}
