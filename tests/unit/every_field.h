/* every_field.h - a document that gives every field of the contract. */
#pragma once

#define EVERY_FIELD                                                                                \
	"{\"config_version\":1,\"entrypoint\":[\"/bin/a\",\"\"],\"cmd\":[\"b\"],"                  \
	"\"workdir\":\"/w\",\"env\":{\"A\":\"\\u00e9\\n\",\"B\":\"\"},\"network_enabled\":true,"   \
	"\"guest_ip\":\"192.0.2.2\",\"guest_cidr\":24,\"guest_gw\":\"192.0.2.1\","                 \
	"\"guest_dns\":\"8.8.8.8, ::1\","                                                          \
	"\"volume_mounts\":[{\"device\":\"serial:a\",\"path\":\"/v\",\"mode\":\"overlay\","        \
	"\"overlay_device\":\"label:b\",\"fstype\":\"xfs\",\"options\":[\"noatime\"],"             \
	"\"required\":false}],"                                                                    \
	"\"init_mode\":\"systemd\",\"skip_kernel_headers\":true,\"skip_guest_agent\":true,"        \
	"\"has_gpu\":true,\"hostname\":\"vm\","                                                    \
	"\"machine_id\":\"0123456789abcdef0123456789abcdef\","                                     \
	"\"hosts\":[{\"ip\":\"::1\",\"names\":[\"a\"]}],"                                          \
	"\"dns\":{\"servers\":[\"::1\"],\"search\":[\"a.b\"],\"options\":[\"edns0\"]},"            \
	"\"user\":\"a:b\",\"groups\":[0,4294967294],\"umask\":\"077\",\"tty\":true,"               \
	"\"stop_signal\":\"RTMIN+3\",\"stop_timeout\":0,\"on_exit\":\"hold\","                     \
	"\"restart\":{\"policy\":\"always\",\"max\":5,\"delay_ms\":7},"                            \
	"\"rlimits\":{\"nofile\":{\"soft\":9007199254740990,\"hard\":9007199254740991},"           \
	"\"core\":{\"soft\":-1,\"hard\":-1}},"                                                     \
	"\"sysctls\":{\"kernel.x\":\"1\"},"                                                        \
	"\"mounts\":[{\"type\":\"bind\",\"source\":\"/s\",\"target\":\"/t\",\"options\":[\"ro\"]," \
	"\"required\":false}],"                                                                    \
	"\"rootfs\":{\"layers\":[\"/dev/vdx\"],\"upper\":\"tmpfs\",\"fstype\":\"erofs\","          \
	"\"readonly\":true},"                                                                      \
	"\"files\":[{\"path\":\"/f\",\"content\":\"c\",\"mode\":\"0600\",\"owner\":\"1:2\"},"      \
	"{\"path\":\"/g\",\"content_base64\":\"eA==\"}],"                                          \
	"\"no_new_privileges\":true,\"capabilities\":[\"CAP_KILL\"],\"log_level\":\"debug\","      \
	"\"image\":\"i\",\"env_files\":[\"e\"],\"secrets\":[{\"name\":\"S\",\"path\":\"p\"}],"     \
	"\"host\":{\"name\":\"n\",\"uuid\":\"0b0b0b0b-1111-2222-3333-444444444444\",\"vcpus\":2,"  \
	"\"memory_mib\":8589934591,\"kernel\":\"k\",\"initrd\":\"i\","                             \
	"\"cmdline_append\":\"quiet\",\"disks\":{\"rootfs\":{\"path\":\"r\",\"readonly\":true,"    \
	"\"format\":\"qcow2\",\"serial\":\"x\"},\"overlay\":{\"path\":\"o\"},"                     \
	"\"config\":{\"path\":\"c\"},\"volumes\":[{\"path\":\"1\"},{\"path\":\"2\"}]},"            \
	"\"nics\":[{\"tap\":\"t\",\"mac\":\"52:54:00:00:00:01\",\"mtu\":1500},"                    \
	"{\"network\":\"n\"},{\"bridge\":\"b\"}],\"vsock\":{\"cid\":3,\"socket\":\"s\"},"          \
	"\"console\":{\"mode\":\"file\",\"path\":\"p\"},\"targets\":{\"qemu\":{\"a\":[1,null]}}}}"

/* What excludes the guest_ fields. */
#define EVERY_NETWORK_FIELD                                                                \
	"{\"cmd\":[\"a\"],"                                                                \
	"\"networks\":[{\"mac\":\"52:54:00:00:00:01\",\"name\":\"eth0\",\"dhcp\":\"off\"," \
	"\"addresses\":[\"192.0.2.2/24\",\"2001:db8::2/64\"],\"gateway\":\"192.0.2.1\","   \
	"\"routes\":[{\"dst\":\"198.51.100.0/24\",\"via\":\"192.0.2.9\",\"onlink\":true,"  \
	"\"metric\":5}],\"mtu\":9000,\"vlan\":5},"                                         \
	"{\"addresses\":[\"192.0.2.2/24\"],\"gateways\":[\"192.0.2.1\"]}]}"
