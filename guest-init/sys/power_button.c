/* power_button.c - the machine's power buttons: input devices, or a GPIO line. */
#include "guest-init/sys/power_button.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/gpio.h>
#include <linux/input.h>

#include "common/cleanup.h"
#include "guest-init/sys/gpio_button.h"
#include "guest-init/sys/syscalls.h"

#define INPUT_DEVICES "/dev/input"
#define FIXED_BUTTON "/sys/firmware/acpi/interrupts/ff_pwr_btn"

/* A descriptor of the device if it has the key, else -1. */
static int open_button(int dir_fd, const char *name)
{
	auto_close int fd = openat(dir_fd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	unsigned char keys[KEY_MAX / 8 + 1] = { 0 };

	if (fd < 0 || sys_ioctl(fd, EVIOCGBIT(EV_KEY, sizeof(keys)), keys) < 0 ||
	    !(keys[KEY_POWER / 8] & 1 << KEY_POWER % 8))
		return -1;
	return take_fd(fd);
}

void power_buttons_open(struct power_buttons *ret)
{
	DIR *dir = opendir(INPUT_DEVICES);
	struct dirent *entry;

	while (dir && ret->count < POWER_BUTTONS_MAX && (entry = readdir(dir))) {
		int fd = strncmp(entry->d_name, "event", strlen("event")) ?
				 -1 : open_button(dirfd(dir), entry->d_name);

		if (fd >= 0)
			ret->fds[ret->count++] = fd;
	}
	if (dir)
		closedir(dir);
}

bool power_buttons_take_line(struct power_buttons *ret)
{
	int fd = gpio_button_open();

	if (fd >= 0)
		ret->fds[ret->count++] = fd;
	ret->lines = ret->count;
	return fd >= 0;
}

/* It tells of nothing but presses. */
static bool line_was_pressed(int fd)
{
	struct gpio_v2_line_event events[8];
	bool pressed = false;

	while (read(fd, events, sizeof(events)) > 0)
		pressed = true;
	return pressed;
}

static bool key_was_pressed(int fd)
{
	struct input_event events[8];
	bool pressed = false;
	ssize_t n;

	while ((n = read(fd, events, sizeof(events))) > 0)
		for (ssize_t i = 0; i < n / (ssize_t)sizeof(*events); i++)
			if (events[i].type == EV_KEY && events[i].code == KEY_POWER &&
			    events[i].value == 1)
				pressed = true;
	return pressed;
}

bool power_button_was_pressed(const struct power_buttons *buttons, size_t i)
{
	int fd = buttons->fds[i];

	return i < buttons->lines ? line_was_pressed(fd) : key_was_pressed(fd);
}

bool power_button_was_counted(void)
{
	auto_close int fd = open(FIXED_BUTTON, O_RDONLY | O_CLOEXEC);
	char state[64] = ""; /* "       0  EN     enabled      unmasked" */

	return fd >= 0 && read(fd, state, sizeof(state) - 1) > 0 && strtoul(state, NULL, 10) > 0;
}
