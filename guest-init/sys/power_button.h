/* power_button.h - the machine's power button, as an input device. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define POWER_BUTTONS_MAX 4u

/* Open the input devices that have a power button. Returns how many, at most POWER_BUTTONS_MAX; 0
 * also when the kernel has no input devices. The descriptors are readable when something happens. */
size_t power_buttons_open(int ret_fds[static POWER_BUTTONS_MAX]);

/* Take what has happened. Returns whether the button was pressed. */
bool power_button_was_pressed(int fd);
