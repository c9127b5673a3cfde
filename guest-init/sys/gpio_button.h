/* gpio_button.h - the power button of a machine that has a device tree: a line of a GPIO chip. */
#pragma once

/* Take the line of the button, unless a driver has it: then it is an input device. Returns a
 * descriptor, or -1 where there is none to take. It is readable once the button was pressed; from
 * here on no press is lost. */
int gpio_button_open(void);
