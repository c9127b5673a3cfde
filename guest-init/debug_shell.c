/* debug_shell.c - a shell on the console after a boot that failed, for those who ask for it.
 *
 * The kernel command line is the host's, like the kernel: who can write it needs no shell to get
 * in. The config, which may come from elsewhere, has no say. */
#include "guest-init/debug_shell.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "guest-init/log.h"
#include "guest-init/sys/inroot.h"
#include "guest-init/sys/spawn.h"
#include "guest-init/sys/tty.h"

#define SHELL "/bin/sh"

static bool is_asked_for(const struct boot *b)
{
	char value[2];

	return b->record.content.state == END_FAILED &&
	       boot_option(b, "shell", NULL, value, sizeof(value));
}

/* A root that is there but isn't "/" yet is made it, if it has a shell. */
static int enter_root(struct boot *b, struct error *e)
{
	auto_close int shell_fd = -EBADF;

	if (b->switched || b->root_fd < 0)
		return 0;
	shell_fd = inroot_open(b->root_fd, SHELL, O_PATH);
	return shell_fd < 0 ? 0 : phase_switch(b, e);
}

static int start(pid_t *ret_pid, struct error *e)
{
	static char *const argv[] = { SHELL, NULL };
	static char *const envp[] = {
		"PATH=" SPAWN_DEFAULT_PATH, "HOME=/", "TERM=xterm", NULL,
	};
	auto_close int cwd_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_close int console_fd = tty_open_console(e);
	struct spawn s = SPAWN_INIT;
	int status;

	if (console_fd < 0)
		return console_fd;
	if (cwd_fd < 0)
		return error_set(e, errno, "cannot open /: %m");
	s.argv = argv;
	s.envp = envp;
	s.cwd_fd = cwd_fd;
	s.stdin_fd = s.stdout_fd = s.stderr_fd = console_fd;
	s.is_terminal = true;
	return spawn(&s, ret_pid, &status, e);
}

void debug_shell(struct boot *b)
{
	struct error e = ERROR_INIT;
	pid_t pid = 0, ended;

	if (!is_asked_for(b))
		return;
	log_set_phase("shell");
	if (enter_root(b, &e) < 0 || start(&pid, &e) < 0) {
		log_error("%s", e.text);
		return;
	}
	log_info("a debug shell runs on the console; the VM ends with it");
	do {
		ended = wait(NULL);
	} while (ended != pid && (ended > 0 || errno == EINTR));
}
