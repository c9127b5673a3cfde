/* power_button.h - the machine's power button, as an input device. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define POWER_BUTTONS_MAX 4u

struct power_buttons {
	int fds[POWER_BUTTONS_MAX]; /* readable when something happens */
	size_t count;
};

/* Open the input devices that have a power button: none, when the kernel has no input devices. From
 * then on no press is lost. They stay open. */
void power_buttons_open(struct power_buttons *ret);

/* Take what has happened. Returns whether the button was pressed. */
bool power_button_was_pressed(int fd);

/* Whether ACPI's fixed power button was pressed since its driver was loaded: between that and
 * power_buttons_open() nobody is told, but the kernel counts. False for other buttons, and without
 * ACPI. Source: the kernel's sysfs-firmware-acpi. */
bool power_button_was_counted(void);
