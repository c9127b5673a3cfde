/* tidy.h - what clang-tidy can't see of functions in other files. Included before each file it
 * looks at, but for the one that defines them. */
#pragma once
#include "common/error.h"

#define LESS_THAN_0(call)                        \
	({                                       \
		int r_ = (call);                 \
		if (r_ >= 0)                     \
			__builtin_unreachable(); \
		r_;                              \
	})
#define error_set(...) LESS_THAN_0(error_set(__VA_ARGS__))
#define error_wrap(...) LESS_THAN_0(error_wrap(__VA_ARGS__))
