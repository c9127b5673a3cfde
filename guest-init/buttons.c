/* buttons.c - the power button, whose drivers are loaded when there is time for it. */
#include "guest-init/buttons.h"

#include <unistd.h>

#define ACPI_DEVICES "/sys/bus/acpi/devices/"
#define PLATFORM_DEVICES "/sys/bus/platform/devices/"

/* As a device of its own, as ACPI's fixed feature, or as a key of the device tree's. */
static bool has_power_button(void)
{
	return access(ACPI_DEVICES "PNP0C0C:00", F_OK) == 0 ||
	       access(ACPI_DEVICES "LNXPWRBN:00", F_OK) == 0 ||
	       access(PLATFORM_DEVICES "gpio-keys", F_OK) == 0;
}

int buttons_prepare(struct boot *b, struct error *e)
{
	if (power_buttons_take_line(&b->buttons))
		return 0;
	return has_power_button() ? boot_hold_modules("power", &b->button_modules, e) : 0;
}

void buttons_watch(struct boot *b)
{
	struct error e = ERROR_INIT;

	if (b->buttons_watched)
		return;
	b->buttons_watched = true;
	if (modules_load_held(&b->button_modules, b->cmdline, &e) < 0)
		boot_warn(b, &e);
	power_buttons_open(&b->buttons);
	b->button_was_pressed = power_button_was_counted();
}
