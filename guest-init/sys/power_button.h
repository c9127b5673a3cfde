/* power_button.h - the machine's power buttons: input devices, or a GPIO line. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define POWER_BUTTONS_MAX 4u

struct power_buttons {
	int fds[POWER_BUTTONS_MAX]; /* readable when something happens */
	size_t count;
	size_t lines; /* how many of them, the first ones, are GPIO lines */
};

/* Take the button of a machine with a device tree (gpio_button.h), if no driver has it. For this no
 * module has to be loaded. Returns whether there is one. */
bool power_buttons_take_line(struct power_buttons *ret);

/* Open the input devices that have a power button, too: none, when the kernel has no input
 * devices. From then on no press is lost. They stay open. */
void power_buttons_open(struct power_buttons *ret);

/* Take what has happened to a button. Returns whether it was pressed. */
bool power_button_was_pressed(const struct power_buttons *buttons, size_t i);

/* Whether ACPI's fixed power button was pressed since its driver was loaded: between that and
 * power_buttons_open() nobody is told, but the kernel counts. False for other buttons, and without
 * ACPI. Source: the kernel's sysfs-firmware-acpi. */
bool power_button_was_counted(void);
