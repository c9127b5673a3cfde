/* handover.c - phase "handover": what the image's systemd is to find.
 *
 * All of it is under /run: nothing is written to the image. handover_exec() then starts it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/boot.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/rtnl.h"
#include "guest-init/sys/switch_root.h"
#include "guest-init/sys/systemd_conf.h"

/* The environment of the services. It may hold secrets. */
static int write_environment(struct boot *b, FILE *out, struct error *e)
{
	(void)e;
	fputs("[Manager]\n", out);
	for (size_t i = 0; i < b->config.env.count; i++) {
		const struct pair *p = &b->config.env.items[i];
		struct error skipped = ERROR_INIT;

		if (!strcmp(p->name, "container")) /* as in handover_exec() */
			continue;
		if (systemd_conf_environment(out, p->name, p->value) == 0)
			continue;
		error_set(&skipped, EINVAL, "env: systemd gives no service the variable %s",
			  p->name);
		boot_warn(b, &skipped);
	}
	return 1;
}

/* "[Match]" for the NICs that are configured. Returns how many there are, or a negative errno. */
static int write_match(FILE *out, struct error *e)
{
	struct netlink netlink = NETLINK_INIT;
	struct rtnl_links links = { 0 };
	int count = 0;
	int r = rtnl_open(&netlink, e);

	if (r == 0)
		r = rtnl_link_list(&netlink, &links, e);
	netlink_close(&netlink);
	if (r < 0)
		return r;
	fputs("[Match]\nMACAddress=", out);
	for (const struct rtnl_link *l = links.items; l < links.items + links.count; l++)
		if (l->has_mac && (l->flags & IFF_UP)) {
			fprintf(out, "%s%02x:%02x:%02x:%02x:%02x:%02x", count ? " " : "", l->mac[0],
				l->mac[1], l->mac[2], l->mac[3], l->mac[4], l->mac[5]);
			count++;
		}
	fputc('\n', out);
	return count;
}

/* udev leaves the names as they are, and adds its own beside them. */
static int write_link(struct boot *b, FILE *out, struct error *e)
{
	int count = write_match(out, e);

	(void)b;
	fputs("[Link]\nNamePolicy=keep\nAlternativeNamesPolicy=database onboard slot path\n"
	      "MACAddressPolicy=none\n", out);
	return count;
}

/* networkd counts the NICs as configured, and takes nothing away from them. */
static int write_network(struct boot *b, FILE *out, struct error *e)
{
	int count = write_match(out, e);

	(void)b;
	fputs("[Network]\nKeepConfiguration=yes\nDHCP=no\nIPv6AcceptRA=no\n", out);
	return count;
}

/* Returns 0 when the file isn't needed, 1 when it is written, or a negative errno. */
typedef int write_function(struct boot *b, FILE *out, struct error *e);

/* The names decide the order: of .link and .network files the first that matches counts, and the
 * image's own come first, but for udev's 99-default.link, which would rename the NIC. */
static const struct drop_in {
	const char *path;
	mode_t mode;
	write_function *write;
} drop_ins[] = {
	{ "/run/systemd/system.conf.d/50-guest-init.conf", 0600, write_environment },
	{ "/run/systemd/network/98-guest-init.link", 0644, write_link },
	{ "/run/systemd/network/zz-guest-init.network", 0644, write_network },
};

static int write_drop_in(struct boot *b, int root_fd, const struct drop_in *d, struct error *e)
{
	auto_free char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int r;

	if (!out)
		return error_set(e, errno, "cannot make %s: %m", d->path);
	r = d->write(b, out, e);
	if (fclose(out) != 0)
		return error_set(e, ENOMEM, "cannot make %s: %m", d->path);
	if (r > 0)
		r = inroot_replace_file(root_fd, d->path, text, len, d->mode, e);
	explicit_bzero(text, len);
	return r;
}

int phase_handover(struct boot *b, struct error *e)
{
	auto_close int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (root_fd < 0)
		return error_set(e, errno, "cannot open /: %m");
	for (const struct drop_in *d = drop_ins; d < drop_ins + ARRAY_SIZE(drop_ins); d++) {
		int r = write_drop_in(b, root_fd, d, e);

		if (r < 0)
			return error_wrap(e, r, "%s", d->path);
	}
	/* Which hierarchy of control groups there is to be, and how, is for systemd to choose. */
	umount2("/sys/fs/cgroup", MNT_DETACH | UMOUNT_NOFOLLOW);
	switch_root_detach(b->initramfs_fd, boot_kept_name(b));
	return 0;
}
