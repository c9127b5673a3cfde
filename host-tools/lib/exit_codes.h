/* exit_codes.h - what every host tool's exit status means. */
#pragma once

enum tool_exit {
	TOOL_OK = 0,
	TOOL_IO = 1,       /* input, output, or the system */
	TOOL_USAGE = 2,    /* the command line or the environment */
	TOOL_SYNTAX = 3,   /* the JSON's syntax */
	TOOL_SCHEMA = 4,   /* the JSON's meaning */
	TOOL_LOSSY = 5,    /* the target can't express the spec */
	TOOL_MISMATCH = 6, /* a verification found a difference */
};
