/* ip_list.c - several IP addresses in one text, with commas between. */
#include "common/ip_list.h"

#include <errno.h>
#include <string.h>

int ip_list_next(const char **rest, struct ip_addr *ret)
{
	const char *start = *rest + strspn(*rest, " ");
	const char *comma = start + strcspn(start, ",");
	const char *end = comma;
	char one[IP_TEXT_SIZE];
	int r;

	if (!**rest)
		return 0;
	while (end > start && end[-1] == ' ')
		end--;
	if ((size_t)(end - start) >= sizeof(one))
		return -EINVAL;
	memcpy(one, start, (size_t)(end - start));
	one[end - start] = '\0';
	r = ip_parse(one, ret);
	if (r < 0)
		return r;
	*rest = comma + (*comma == ',');
	if (*comma && !**rest) /* nothing follows the comma */
		return -EINVAL;
	return 1;
}
