#include "sandbox.h"

#include "base/str.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- files ---- */

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13) /* ABI 2 */
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14) /* ABI 3 */
#endif

enum { ABI_REFER = 2, ABI_TRUNCATE = 3 };

/* Everything that ABI 1 can forbid. */
static const uint64_t abi_1 = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

static const struct {
	unsigned may;
	uint64_t file, folder;
} rights[] = {
	{ SANDBOX_READ, LANDLOCK_ACCESS_FS_READ_FILE, LANDLOCK_ACCESS_FS_READ_DIR },
	{ SANDBOX_WRITE, LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE, 0 },
	{ SANDBOX_MAKE, 0, LANDLOCK_ACCESS_FS_MAKE_REG },
	{ SANDBOX_REMOVE, 0, LANDLOCK_ACCESS_FS_REMOVE_FILE },
};

static uint64_t rights_of(unsigned may, bool folder)
{
	uint64_t access = 0;

	for (size_t i = 0; i < COUNT(rights); i++)
		if (may & rights[i].may)
			access |= rights[i].file | (folder ? rights[i].folder : 0);
	return access;
}

static bool allow(int rules, const struct sandbox_path *p, uint64_t known, struct err *e)
{
	struct landlock_path_beneath_attr beneath = { .parent_fd =
							      open(p->path, O_PATH | O_CLOEXEC) };
	struct stat st;
	bool ok;

	if (beneath.parent_fd < 0)
		return errno == ENOENT || err_errno(e, "%s", p->path);
	ok = fstat(beneath.parent_fd, &st) == 0;
	if (ok) {
		beneath.allowed_access = rights_of(p->may, S_ISDIR(st.st_mode)) & known;
		ok = beneath.allowed_access == 0 ||
		     syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath,
			     0) == 0;
	}
	if (!ok)
		err_errno(e, "%s: sandbox", p->path);
	close(beneath.parent_fd);
	return ok;
}

static bool is_lacking(int error)
{
	/* not built in, switched off at boot, or forbidden by what started us */
	return error == ENOSYS || error == EOPNOTSUPP || error == EPERM || error == EINVAL;
}

static enum sandbox_state keep_to_files(const struct sandbox_path *list, size_t n, struct err *e)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr all = { .handled_access_fs = abi_1 };
	bool ok = true;
	int rules;

	if (abi >= ABI_REFER)
		all.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= ABI_TRUNCATE)
		all.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
	rules = abi < 1 ? -1 : (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	if (rules < 0) {
		bool lacking = is_lacking(errno);

		err_errno(e, "confined only in part, without Landlock");
		return lacking ? SANDBOX_PARTLY : SANDBOX_FAILED;
	}
	for (size_t i = 0; ok && i < n; i++)
		ok = allow(rules, &list[i], all.handled_access_fs, e);
	if (ok && syscall(SYS_landlock_restrict_self, rules, 0) != 0)
		ok = err_errno(e, "Landlock");
	close(rules);
	return ok ? SANDBOX_WHOLE : SANDBOX_FAILED;
}

/* ---- calls ---- */

#if defined __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCH AUDIT_ARCH_AARCH64
#else
#define ARCH 0 /* no filter */
#endif

static const unsigned refused[] = {
	/* other programs */
	SYS_execve,
	SYS_execveat,
	SYS_kill,
	SYS_tkill,
	SYS_pidfd_open,
	SYS_pidfd_getfd,
	SYS_pidfd_send_signal,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
#ifndef __SANITIZE_ADDRESS__ /* which looks for leaks with it */
	SYS_ptrace,
#endif
	/* the network and other services; io_uring does the same behind a filter's back */
	SYS_socket,
	SYS_socketpair,
	SYS_connect,
	SYS_bind,
	SYS_listen,
	SYS_io_uring_setup,
	SYS_io_uring_enter,
	SYS_io_uring_register,
	/* files behind Landlock's back */
	SYS_open_by_handle_at,
	SYS_fchmodat,
	SYS_fchownat,
	SYS_setxattr,
	SYS_lsetxattr,
	SYS_fsetxattr,
	SYS_mknodat,
	SYS_symlinkat,
	SYS_linkat,
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_chroot,
	SYS_move_mount,
	SYS_open_tree,
	SYS_fsopen,
	SYS_fsconfig,
	SYS_fsmount,
	SYS_fspick,
	SYS_mount_setattr,
	SYS_quotactl,
#ifdef __x86_64__
	SYS_chmod,
	SYS_chown,
	SYS_lchown,
	SYS_mknod,
	SYS_symlink,
	SYS_link,
	SYS_iopl,
	SYS_ioperm,
	SYS_modify_ldt,
#endif
	/* who it is */
	SYS_setuid,
	SYS_setgid,
	SYS_setreuid,
	SYS_setregid,
	SYS_setresuid,
	SYS_setresgid,
	SYS_setgroups,
	SYS_capset,
	SYS_unshare,
	SYS_setns,
	SYS_personality,
	/* the kernel and the machine */
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
	SYS_init_module,
	SYS_finit_module,
	SYS_delete_module,
	SYS_kexec_load,
	SYS_reboot,
	SYS_swapon,
	SYS_swapoff,
	SYS_syslog,
	SYS_acct,
	SYS_settimeofday,
	SYS_clock_settime,
	SYS_clock_adjtime,
	SYS_adjtimex,
	SYS_sethostname,
	SYS_setdomainname,
	SYS_add_key,
	SYS_request_key,
	SYS_keyctl,
};

/* Memory that can be run: their third argument is PROT_*. */
static const unsigned no_code[] = { SYS_mmap, SYS_mprotect, SYS_pkey_mprotect };

enum {
	HEAD = 5,
	OF_NO_CODE = 4,
	FILTER = HEAD + (int)COUNT(refused) + OF_NO_CODE * (int)COUNT(no_code) + 2,
	FOREIGN = 0x40000000, /* numbers of the x32 ABI */
};

#define LOAD(field)                                                                                \
	(struct sock_filter)                                                                       \
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(what) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, what)

/* Goes on `yes` or `no` steps behind the next. */
static struct sock_filter test(unsigned how, unsigned value, size_t yes, size_t no)
{
	return (struct sock_filter){ (uint16_t)(BPF_JMP | BPF_K | how), (uint8_t)yes, (uint8_t)no,
				     value };
}

static void make_filter(struct sock_filter f[FILTER])
{
	const size_t refusal = FILTER - 1;
	size_t n = 0;

	f[n++] = LOAD(arch);
	f[n++] = test(BPF_JEQ, ARCH, 1, 0);
	f[n++] = ANSWER(SECCOMP_RET_KILL_PROCESS);
	f[n++] = LOAD(nr);
	f[n] = test(BPF_JGE, FOREIGN, refusal - n - 1, 0);
	n++;
	for (size_t i = 0; i < COUNT(refused); i++, n++)
		f[n] = test(BPF_JEQ, refused[i], refusal - n - 1, 0);
	for (size_t i = 0; i < COUNT(no_code); i++) {
		f[n++] = test(BPF_JEQ, no_code[i], 0, OF_NO_CODE - 1);
		f[n++] = LOAD(args[2]); /* its lower half: these machines are little-endian */
		f[n] = test(BPF_JSET, PROT_EXEC, refusal - n - 1, 0);
		n++;
		f[n++] = LOAD(nr);
	}
	f[n++] = ANSWER(SECCOMP_RET_ALLOW);
	f[n++] = ANSWER(SECCOMP_RET_ERRNO | EPERM);
}

static enum sandbox_state keep_to_calls(struct err *e)
{
	struct sock_filter f[FILTER];
	const struct sock_fprog program = { .len = FILTER, .filter = f };

	bool lacking;

	static_assert(FILTER < 256, "a jump reaches 255 steps");
	make_filter(f);
	errno = ENOSYS;
	if (ARCH != 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0)
		return SANDBOX_WHOLE;
	lacking = is_lacking(errno);
	err_errno(e, "confined only in part, without seccomp");
	return lacking ? SANDBOX_PARTLY : SANDBOX_FAILED;
}

enum sandbox_state sandbox_enter(const struct sandbox_path *list, size_t n, struct err *e)
{
	enum sandbox_state files, calls;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		err_errno(e, "no_new_privs");
		return SANDBOX_FAILED;
	}
	files = keep_to_files(list, n, e);
	if (files == SANDBOX_FAILED)
		return files;
	calls = keep_to_calls(e);
	return calls < files ? calls : files;
}
