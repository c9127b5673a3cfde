/* floor.c - the benchmark's floor: an /init for one boot only, which makes the system calls that
 * the boot can't do without, and nothing else. It checks nothing beyond that they work. */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void must(long result, const char *what)
{
	if (result >= 0)
		return;
	warn("%s", what);
	reboot(RB_POWER_OFF);
}

static void mount_on(const char *source, const char *target, const char *type, unsigned long flags,
		     const char *options)
{
	mkdir(target, 0755);
	must(mount(source, target, type, flags, options), target);
}

static void load(const char *list)
{
	char path[128];
	FILE *file = fopen(list, "re");
	char name[64];

	while (file && fgets(name, sizeof(name), file)) {
		int fd;

		name[strcspn(name, "\n")] = '\0';
		snprintf(path, sizeof(path), "/modules/%s", name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		syscall(SYS_finit_module, fd, "", 0); /* loaded already, no such hardware: fine */
		close(fd);
	}
	if (file)
		fclose(file);
}

static struct sockaddr address(const char *text)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr out;

	inet_pton(AF_INET, text, &in.sin_addr);
	memcpy(&out, &in, sizeof(out));
	return out;
}

static void network(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	struct ifreq nic = { .ifr_name = "eth0" };
	struct rtentry route = { .rt_flags = RTF_UP | RTF_GATEWAY };

	must(ioctl(fd, SIOCSIFFLAGS, &lo), "lo");
	nic.ifr_addr = address("10.0.2.15");
	must(ioctl(fd, SIOCSIFADDR, &nic), "address");
	nic.ifr_netmask = address("255.255.255.0");
	must(ioctl(fd, SIOCSIFNETMASK, &nic), "netmask");
	nic.ifr_flags = IFF_UP;
	must(ioctl(fd, SIOCSIFFLAGS, &nic), "eth0");
	route.rt_dst = route.rt_genmask = address("0.0.0.0");
	route.rt_gateway = address("10.0.2.2");
	must(ioctl(fd, SIOCADDRT, &route), "route");
	close(fd);
}

static void read_config(void)
{
	static char config[65536];
	int fd;

	mount_on("/dev/vdc", "/config", "ext4", MS_RDONLY, "noload");
	fd = open("/config/config.json", O_RDONLY | O_CLOEXEC);
	must(read(fd, config, sizeof(config)), "config.json");
	close(fd);
	must(umount("/config"), "/config");
}

static void root(void)
{
	mount_on("/dev/vda", "/lower", "ext4", MS_RDONLY, "noload");
	mount_on("/dev/vdb", "/upper", "ext4", 0, NULL);
	mkdir("/upper/upper", 0755);
	mkdir("/upper/work", 0700);
	mount_on("overlay", "/newroot", "overlay", 0,
		 "lowerdir=/lower,upperdir=/upper/upper,workdir=/upper/work");
	mount_on("run", "/newroot/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755");
	mount_on("tmp", "/newroot/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
	mount_on("/dev/vdd", "/newroot/data", "ext4", 0, NULL);
}

static void write_resolv_conf(void)
{
	static const char text[] = "nameserver 10.0.2.3\n";
	int fd = open("/newroot/etc/resolv.conf", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	must(write(fd, text, sizeof(text) - 1), "resolv.conf");
	close(fd);
}

static void empty_modules(void)
{
	DIR *dir = opendir("/modules");
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	unlink("/init");
}

static void switch_root(void)
{
	static const char *const dirs[][2] = {
		{ "/dev", "/newroot/dev" },
		{ "/proc", "/newroot/proc" },
		{ "/sys", "/newroot/sys" },
	};

	for (size_t i = 0; i < 3; i++)
		must(mount(dirs[i][0], dirs[i][1], NULL, MS_MOVE, NULL), dirs[i][1]);
	empty_modules();
	must(chdir("/newroot"), "/newroot");
	must(mount(".", "/", NULL, MS_MOVE, NULL), "/");
	must(chroot("."), "chroot");
}

static void run(void)
{
	static char *const argv[] = { "/bin/arrive", NULL };
	static char *const envp[] = { "PATH=/bin", NULL };
	pid_t pid = fork();

	if (pid == 0) {
		int fd = open("/dev/console", O_RDWR);

		setsid();
		dup2(fd, 0);
		dup2(fd, 1);
		dup2(fd, 2);
		execve(argv[0], argv, envp);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

int main(void)
{
	mount_on("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_on("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_on("cgroup2", "/sys/fs/cgroup", "cgroup2", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	mount_on("devtmpfs", "/dev", "devtmpfs", MS_NOSUID, NULL);
	mount_on("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, NULL);
	mount_on("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, NULL);
	load("/modules/boot.list");
	read_config();
	load("/modules/overlay.list");
	root();
	load("/modules/net.list");
	network();
	write_resolv_conf();
	switch_root();
	run();
	sync();
	reboot(RB_POWER_OFF);
}
