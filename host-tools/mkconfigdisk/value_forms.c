/* value_forms.c - what the checks of single values accept, as JSON Schema can say it.
 *
 * A regular expression for each check: where the check asks for more than one can say, it accepts
 * more than the check does, never less. Only what ECMA-262, PCRE and Python read alike is used. */
#include "host-tools/mkconfigdisk/value_forms.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/checks.h"
#include "common/cleanup.h"
#include "common/selector.h"
#include "common/user.h"
#include "host-tools/lib/text_stream.h"

/* Paths. What begins with NO_ looks ahead from behind the first slash. */
#define NO_DOTDOT "(?!(?:[\\s\\S]*/)?\\.\\.(?:/|$))"
#define NO_LONG_PART "(?![\\s\\S]*[^/]{256})"
#define NO_ROOT "(?!(?:\\.?/)*\\.?$)"
#define NO_KERNEL_DIR "(?!(?:\\.?/)*(?:proc|sys|dev)(?:/|$))"
#define MOUNT_TARGET "^/" NO_DOTDOT NO_LONG_PART NO_ROOT NO_KERNEL_DIR

#define HEX "[0-9A-Fa-f]"

/* RFC 3986, section 3.2.2. */
#define OCTET "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
#define IPV4 "(?:" OCTET "\\.){3}" OCTET
#define H16 HEX "{1,4}"
#define LS32 "(?:" H16 ":" H16 "|" IPV4 ")"
#define IPV6                                                                                  \
	"(?:(?:" H16 ":){6}" LS32                                                             \
	"|::(?:" H16 ":){5}" LS32                                                             \
	"|(?:" H16 ")?::(?:" H16 ":){4}" LS32                                                 \
	"|(?:(?:" H16 ":){0,1}" H16 ")?::(?:" H16 ":){3}" LS32                                \
	"|(?:(?:" H16 ":){0,2}" H16 ")?::(?:" H16 ":){2}" LS32                                \
	"|(?:(?:" H16 ":){0,3}" H16 ")?::" H16 ":" LS32                                       \
	"|(?:(?:" H16 ":){0,4}" H16 ")?::" LS32                                               \
	"|(?:(?:" H16 ":){0,5}" H16 ")?::" H16                                                \
	"|(?:(?:" H16 ":){0,6}" H16 ")?::)"
#define IP "(?:" IPV4 "|" IPV6 ")"
#define CIDR                                                                                  \
	"(?:" IPV4 "/(?:3[0-2]|[12]?[0-9])|" IPV6 "/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))"

/* Unspecified, broadcast, multicast. */
#define NO_HOST                                                                               \
	"(?![0:.]+(?:/|$)|255\\.255\\.255\\.255|22[4-9]\\.|23[0-9]\\.|[Ff]{2}[0-9A-Fa-f]{2}:)"

#define LABEL "[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
#define HOST_NAME "^" LABEL "(?:\\." LABEL ")*$"

/* 0 to USER_ID_MAX. */
#define ID                                                                                    \
	"0*(?:[0-9]{1,9}|[1-3][0-9]{9}|4[01][0-9]{8}|42[0-8][0-9]{7}|429[0-3][0-9]{6}"         \
	"|4294[0-8][0-9]{5}|42949[0-5][0-9]{4}|429496[0-6][0-9]{3}|4294967[01][0-9]{2}"        \
	"|42949672[0-8][0-9]|429496729[0-4])"
#define ACCOUNT_NAME "(?![0-9]*(?::|$))[^\\x00-\\x20\\x7f,:+-][^\\x00-\\x20\\x7f,:]{0,254}"
#define ACCOUNT "(?:" ID "|" ACCOUNT_NAME ")?"

#define BASE64 "[+/0-9A-Za-z]"

#define DEVICE                                                                                \
	"/dev/(?!(?:[^/]*/)*(?:\\.{0,2}(?:/|$)))[^\\x00-\\x1f\\x7f]+"                          \
	"|serial:[^\\x00-\\x1f\\x7f]{1,20}|label:[^\\x00-\\x1f\\x7f]+|uuid:[0-9A-Fa-f-]{1,36}"

static const struct value_form forms[] = {
	{ check_not_empty, "text", "not empty", .min_length = 1 },
	{ check_absolute_path, "path", "absolute, without `..`",
	  .pattern = "^/" NO_DOTDOT NO_LONG_PART, .max_length = 4095 },
	{ check_mount_target, "mount-target",
	  "absolute, without `..`, not `/`, not in `/proc`, `/sys` or `/dev`",
	  .pattern = MOUNT_TARGET, .max_length = 4095 },
	{ check_file_path, "file-path",
	  "absolute, without `..`, not in `/proc`, `/sys` or `/dev`, a file",
	  .pattern = MOUNT_TARGET "(?![\\s\\S]*/\\.?$)", .max_length = 4095 },
	{ check_env_name, "variable-name", "not empty, no `=`", .pattern = "^[^=]+$" },
	{ check_ip, "ip-address", "an IPv4 or IPv6 address", .pattern = "^" IP "$" },
	{ check_ip_list, "ip-addresses", "addresses with commas between",
	  .pattern = "^ *" IP "(?: *, *" IP ")* *$" },
	{ check_cidr, "cidr", "an address that a host can have, with its prefix: `192.0.2.1/24`",
	  .pattern = "^" NO_HOST CIDR "$" },
	{ check_host_ip, "host-address", "an IPv4 or IPv6 address that a host can have",
	  .pattern = "^" NO_HOST IP "$" },
	{ check_route, "route-destination",
	  "a network (`192.0.2.0/24`, no bits set behind the prefix) or `default`",
	  .pattern = "^(?:default|" CIDR ")$" },
	{ check_mac, "mac-address", "unicast: `52:54:00:12:34:56`",
	  .pattern = "^(?!00(?::00){5}$)[0-9A-Fa-f][02468ACEace](?::[0-9A-Fa-f]{2}){5}$" },
	{ check_interface, "interface", "1 to 15 bytes; no blank, `/`, `:` or `%`",
	  .pattern = "^(?!(?:\\.|\\.\\.|lo|all|default)$)[!-$&-.0-9;-~]{1,15}$" },
	{ check_hostname, "host-name", "letters, digits, `-` and `.`; at most 64 bytes",
	  .pattern = HOST_NAME, .max_length = 64 },
	{ check_host_alias, "host-alias", "letters, digits, `-` and `.`; at most 253 bytes",
	  .pattern = HOST_NAME, .max_length = 253 },
	{ check_resolv_option, "resolver-option", "one word of resolv.conf(5)",
	  .pattern = "^[!\"$-:<-~]+$" },
	{ check_machine_id, "machine-id", "32 lower-case hexadecimal digits, not all 0",
	  .pattern = "^(?!0{32}$)[0-9a-f]{32}$" },
	{ check_uuid, "uuid", "a UUID",
	  .pattern = "^" HEX "{8}-" HEX "{4}-" HEX "{4}-" HEX "{4}-" HEX "{12}$" },
	{ check_umask, "umask", "octal, up to `0777`", .pattern = "^0{0,3}[0-7]{1,3}$" },
	{ check_file_mode, "file-mode", "octal, up to `07777`", .pattern = "^0{0,2}[0-7]{1,4}$" },
	{ check_owner, "owner", "`UID:GID`, in numbers", .pattern = "^" ID ":" ID "$" },
	{ check_base64, "base64", "RFC 4648, section 4, with padding",
	  .pattern = "^(?:" BASE64 "{4})*"
		     "(?:" BASE64 "[AQgw]==|" BASE64 "{2}[048AEIMQUYcgkosw]=)?$" },
	{ check_signal, "signal", "`SIGTERM`, `TERM`, `15`, `SIGRTMIN+3`",
	  .pattern = "(?:0?[1-9]|[1-5][0-9]|6[0-4]"
		     "|(?:[Ss][Ii][Gg])?[Rr][Tt](?:[Mm][Ii][Nn]\\+|[Mm][Aa][Xx]-)"
		     "(?:0?[0-9]|[12][0-9]|30))",
	  .names = &signal_names },
	{ check_rlimit_name, "resource-limit", "a limit of getrlimit(2): `nofile`",
	  .names = &rlimit_names },
	{ check_capability, "capability", "a capability of capabilities(7): `CAP_NET_ADMIN`",
	  .names = &capability_names },
	{ check_sysctl_name, "sysctl", "dotted: `net.ipv4.ip_forward`",
	  .pattern = "^[0-9A-Za-z_:@-]+(?:[./][0-9A-Za-z_:@-]+)*$" },
	{ check_fstype, "filesystem-type", "1 to 15 bytes: `ext4`",
	  .pattern = "^[0-9a-z_.-]{1,15}$" },
	{ check_mount_option, "mount-option", "not empty, no comma", .pattern = "^[^,]+$" },
	{ check_upper, "root-upper", "a device, or `tmpfs`", .pattern = "^(?:tmpfs|" DEVICE ")$",
	  .max_length = 255 },
	{ check_serial, "serial", "1 to 20 bytes, no control character",
	  .pattern = "^[^\\x00-\\x1f\\x7f]{1,20}$" },
	{ check_socket_path, "socket-path", "at most 107 bytes", .min_length = 1,
	  .max_length = 107 },
	{ check_cmdline, "command-line", "at most 2047 bytes, no control character",
	  .pattern = "^[^\\x00-\\x1f\\x7f]*$", .max_length = 2047 },
	{ selector_check, "device", "`/dev/NAME`, `serial:TEXT`, `label:TEXT` or `uuid:TEXT`",
	  .pattern = "^(?:" DEVICE ")$", .max_length = 255 },
	{ user_spec_check, "user", "`user` or `uid`, then `:group` or `:gid` if given",
	  .pattern = "^" ACCOUNT "(?::" ACCOUNT ")?$" },
};

const struct value_form *value_form_find(field_check check)
{
	for (const struct value_form *f = forms; f < forms + ARRAY_SIZE(forms); f++)
		if (f->check == check)
			return f;
	return NULL;
}

/* The word in any letter case: "[Aa][Bb]_". */
static void put_word(FILE *out, const char *word)
{
	for (; *word; word++) {
		unsigned char c = (unsigned char)*word;

		if (isalpha(c))
			fprintf(out, "[%c%c]", toupper(c), tolower(c));
		else
			fputc(c, out);
	}
}

static void put_names(FILE *out, const struct value_form *form)
{
	fputs("^(?:(?:", out);
	put_word(out, form->names->prefix);
	fputs(")?(?:", out);
	for (size_t i = 0; i < form->names->count; i++) {
		if (i)
			fputc('|', out);
		put_word(out, form->names->items[i].name);
	}
	fprintf(out, ")%s%s)$", form->pattern ? "|" : "", form->pattern ? form->pattern : "");
}

int value_form_pattern(const struct value_form *form, char **ret)
{
	struct text_stream s;

	if (!form->pattern && !form->names) {
		*ret = NULL;
		return 0;
	}
	if (text_stream_open(&s) < 0)
		return -ENOMEM;
	if (form->names)
		put_names(s.out, form);
	else
		fputs(form->pattern, s.out);
	return text_stream_close(&s, ret, NULL);
}
