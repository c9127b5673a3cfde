/* env_file.h - files of variables, in the grammar of docker's --env-file.
 *
 * A line each, in UTF-8: NAME=VALUE, where the value is what follows, quotes and blanks included;
 * NAME alone takes the variable over from the tool's own environment, and says nothing when it
 * isn't there. White space before the name, empty lines and lines that begin with # don't count;
 * nor does a byte order mark, or a carriage return at a line's end. A name has no blanks.
 * Source: docker/cli, pkg/kvfile. */
#pragma once
#include "common/field.h"
#include "host-tools/lib/document.h"

#define ENV_MAX_COUNT 8192u /* variables; far more than execve(2) takes */
#define ENV_FILE_MAX_SIZE ((size_t)1 << 20) /* bytes */

/* Put the variables into env, over those that it has. What is wrong goes to the document's
 * findings, never with a value. Returns 0 or -ENOMEM. */
int env_file_parse(struct document *d, struct strmap *env);

/* True when text is UTF-8 throughout: what JSON can hold. */
bool env_is_text(const char *text);
