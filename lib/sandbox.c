#include "sandbox.h"

#include "base/str.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
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
	{ SANDBOX_FOLDERS, 0,
	  LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR |
		  LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER },
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

#ifndef SANDBOX_ALSO /* where sanitizers and coverage keep theirs */
#define SANDBOX_ALSO ""
#endif

static enum sandbox_state keep_to_files(const struct sandbox_path *list, size_t n, struct err *e)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr all = { .handled_access_fs = abi_1 };
	const struct sandbox_path also = { SANDBOX_ALSO, SANDBOX_KEEP };
	bool ok;
	int rules;

	if (abi >= ABI_REFER)
		all.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= ABI_TRUNCATE)
		all.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
	rules = abi < 1 ? -1 : (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	if (rules < 0) {
		bool lacking = is_lacking(errno);

		err_errno(e, "只隔离了一部分，没有 Landlock");
		return lacking ? SANDBOX_PARTLY : SANDBOX_FAILED;
	}
	ok = allow(rules, &also, all.handled_access_fs, e);
	for (size_t i = 0; ok && i < n; i++)
		ok = allow(rules, &list[i], all.handled_access_fs, e);
	if (ok && syscall(SYS_landlock_restrict_self, rules, 0) != 0)
		ok = err_errno(e, "Landlock");
	close(rules);
	return ok ? SANDBOX_WHOLE : SANDBOX_FAILED;
}

/* ---- calls ---- */

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { BY_SANITIZER = 1 }; /* which has calls of its own */
#else
enum { BY_SANITIZER = 0 };
#endif

/* What both programs were seen to call, and libc to do the same by another name. */
static const char *const allowed[] = {
	/* files, where Landlock lets it */
	"open", "openat", "close", "close_range", "read", "pread64", "readv", "preadv", "write",
	"pwrite64", "writev", "pwritev", "lseek", "fsync", "fdatasync", "syncfs", "sync_file_range",
	"sync_file_range2", "ftruncate", "truncate", "fallocate", "fadvise64", "copy_file_range",
	"sendfile", "flock", "fcntl", "dup", "memfd_create", "pipe2", "umask", "stat", "lstat",
	"fstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2",
	"readlink", "readlinkat", "getcwd", "getdents64", "mkdir", "mkdirat", "rmdir", "unlink",
	"unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat",
	"utimensat", "fchmod", "chown", "fchown", "fchownat",
	/* memory */
	"brk", "munmap", "mremap", "madvise",
	/* threads and the end; without clone3 libc takes clone */
	"futex", "set_robust_list", "rseq", "sched_yield", "sched_getaffinity", "exit",
	"exit_group", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
	"restart_syscall", "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid",
	"getrlimit", "getrusage", "sysinfo", "uname", "getrandom",
	/* time */
	"clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
	/* connections, which the socket that listens gives */
	"accept", "accept4", "recvfrom", "recvmsg", "sendto", "sendmsg", "shutdown", "getsockopt",
	"setsockopt", "getsockname", "getpeername", "epoll_create1", "epoll_ctl", "epoll_wait",
	"epoll_pwait", "poll", "ppoll", "eventfd2", "signalfd4"
};

static const char *const killed[] = { "execve", "execveat", "ptrace" };

/* A name that the library or this machine does not know is left out. */
static int add(scmp_filter_ctx f, uint32_t action, const char *name, unsigned n,
	       struct scmp_arg_cmp arg)
{
	int call = seccomp_syscall_resolve_name(name);

	return call == __NR_SCMP_ERROR ? 0 : seccomp_rule_add_array(f, action, call, n, &arg);
}

/* 0, or an error number below it. */
static int make_filter(scmp_filter_ctx f)
{
	const struct {
		const char *name;
		struct scmp_arg_cmp arg;
	} if_so[] = {
		{ "clone", { 0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD } },
		{ "mmap", { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } }, /* nothing to run */
		{ "mprotect", { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } },
		{ "tgkill", { 0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0 } }, /* abort() */
		{ "ioctl", { 1, SCMP_CMP_EQ, TCGETS, 0 } },		     /* isatty() */
		{ "prlimit64", { 2, SCMP_CMP_EQ, 0, 0 } },		     /* to ask */
	};
	const struct scmp_arg_cmp any = { 0 };
	int r = seccomp_attr_set(f, SCMP_FLTATR_API_SYSRAWRC, 1);

	if (r == 0)
		r = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	for (size_t i = 0; r == 0 && i < COUNT(allowed); i++)
		r = add(f, SCMP_ACT_ALLOW, allowed[i], 0, any);
	for (size_t i = 0; r == 0 && i < COUNT(killed); i++)
		r = add(f, SCMP_ACT_KILL_PROCESS, killed[i], 0, any);
	for (size_t i = 0; r == 0 && i < COUNT(if_so); i++)
		r = add(f, SCMP_ACT_ALLOW, if_so[i].name, 1, if_so[i].arg);
	return r;
}

static enum sandbox_state keep_to_calls(struct err *e)
{
	scmp_filter_ctx f = BY_SANITIZER ? NULL : seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	int r = f ? make_filter(f) : -ENOSYS;

	if (r == 0)
		r = seccomp_load(f);
	seccomp_release(f);
	if (r == 0)
		return SANDBOX_WHOLE;
	errno = -r;
	err_errno(e, "只隔离了一部分，没有 seccomp");
	return is_lacking(-r) ? SANDBOX_PARTLY : SANDBOX_FAILED;
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
