/* gpio_button.c - the power button of a machine that has a device tree: a line of a GPIO chip.
 *
 * Kernels made for virtual machines may lack gpio-keys, the driver for it, though QEMU and Cloud
 * Hypervisor have no other button on arm64 unless firmware brings ACPI. Sources: the kernel's
 * bindings/input/gpio-keys.yaml and bindings/gpio/gpio.txt, its linux/gpio.h. */
#include "guest-init/sys/gpio_button.h"

#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <linux/gpio.h>
#include <linux/input-event-codes.h>

#include "common/cleanup.h"
#include "guest-init/sys/syscalls.h"

#define KEYS "/sys/bus/platform/devices/gpio-keys/of_node"
#define CHIPS "/sys/bus/gpio/devices"
#define CHIPS_MAX 16u
#define CELL_ACTIVE_LOW 1u

struct line {
	uint32_t chip;   /* its phandle: a number by which nodes of the tree name each other */
	uint32_t offset; /* in the chip */
	uint32_t flags;  /* CELL_… */
};

/* Whether the property is there and begins with so many numbers. */
static bool read_cells(int dir_fd, const char *path, uint32_t *ret, size_t count)
{
	auto_close int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, ret, count * sizeof(*ret)) != (ssize_t)(count * sizeof(*ret)))
		return false;
	for (size_t i = 0; i < count; i++)
		ret[i] = be32toh(ret[i]);
	return true;
}

/* Whether a child of the node is the power key. */
static bool read_key(int dir_fd, const char *name, struct line *ret)
{
	auto_close int fd = openat(dir_fd, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	uint32_t code, cells[3];

	if (fd < 0 || !read_cells(fd, "linux,code", &code, 1) || code != KEY_POWER ||
	    !read_cells(fd, "gpios", cells, ARRAY_SIZE(cells)))
		return false;
	*ret = (struct line){ .chip = cells[0], .offset = cells[1], .flags = cells[2] };
	return true;
}

static bool find_line(struct line *ret)
{
	DIR *dir = opendir(KEYS);
	struct dirent *entry;
	bool found = false;

	while (dir && !found && (entry = readdir(dir)))
		found = read_key(dirfd(dir), entry->d_name, ret);
	if (dir)
		closedir(dir);
	return found;
}

/* A descriptor, or -1. */
static int open_chip(uint32_t phandle)
{
	for (unsigned i = 0; i < CHIPS_MAX; i++) {
		char path[64];
		uint32_t found;

		snprintf(path, sizeof(path), CHIPS "/gpiochip%u/of_node/phandle", i);
		if (!read_cells(AT_FDCWD, path, &found, 1) || found != phandle)
			continue;
		snprintf(path, sizeof(path), "/dev/gpiochip%u", i);
		return open(path, O_RDWR | O_CLOEXEC);
	}
	return -1;
}

static int request(int chip_fd, const struct line *line)
{
	struct gpio_v2_line_request r = {
		.num_lines = 1,
		.offsets = { line->offset },
		.consumer = "power button",
		.config.flags = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING |
			(line->flags & CELL_ACTIVE_LOW ? GPIO_V2_LINE_FLAG_ACTIVE_LOW : 0),
	};

	if (sys_ioctl(chip_fd, GPIO_V2_GET_LINE_IOCTL, &r) < 0)
		return -1;
	fcntl(r.fd, F_SETFL, O_RDONLY | O_NONBLOCK); /* it is close-on-exec already */
	return r.fd;
}

int gpio_button_open(void)
{
	auto_close int chip_fd = -EBADF;
	struct line line;

	if (!find_line(&line))
		return -1;
	chip_fd = open_chip(line.chip);
	return chip_fd < 0 ? -1 : request(chip_fd, &line);
}
