/* What a program cannot do any more, tried from inside; and that it could outside. */
#include "../child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "sandbox.h"
#include "table/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* ---- attempts; true: it could be done. The folder of the test is the current one. ---- */

static bool opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool maps(int prot)
{
	return mmap(NULL, 4096, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool reads_elsewhere(void)
{
	return opens("/etc/passwd", O_RDONLY);
}

static bool lists_elsewhere(void)
{
	return opens("/", O_RDONLY | O_DIRECTORY);
}

static bool makes_elsewhere(void)
{
	return opens("new", O_WRONLY | O_CREAT);
}

static bool writes_what_it_reads(void)
{
	return opens("read/file", O_WRONLY);
}

static bool makes_where_it_reads(void)
{
	return opens("read/new", O_WRONLY | O_CREAT);
}

static bool removes_where_it_reads(void)
{
	return unlink("read/file") == 0;
}

static bool follows_a_link(void)
{
	return opens("kept/passwd", O_RDONLY);
}

static bool makes_a_link(void)
{
	return symlink("/etc/passwd", "kept/link") == 0;
}

static bool makes_a_folder(void)
{
	return mkdir("kept/folder", 0700) == 0;
}

static bool opens_to_all(void)
{
	return chmod("kept/file", 0666) == 0;
}

static bool moves_elsewhere(void)
{
	return rename("kept/file", "read/moved") == 0;
}

static bool runs(void)
{
	char *const none[] = { NULL };

	return execve("/bin/true", none, none) == 0;
}

static bool runs_at(void)
{
	char *const none[] = { NULL };

	return syscall(SYS_execveat, AT_FDCWD, "/bin/true", none, none, 0) == 0;
}

static bool traces(void)
{
	return syscall(SYS_ptrace, 0L /* PTRACE_TRACEME */, 0L, 0L, 0L) == 0;
}

static bool forks(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return child > 0;
}

static bool limits(void)
{
	struct rlimit r;

	return getrlimit(RLIMIT_CORE, &r) == 0 && setrlimit(RLIMIT_CORE, &r) == 0;
}

static bool calls_ip4(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool calls_ip6(void)
{
	return socket(AF_INET6, SOCK_DGRAM, 0) >= 0;
}

static bool calls_services(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool kills(void)
{
	return kill(getppid(), 0) == 0;
}

static bool splits_off(void)
{
	return unshare(0) == 0;
}

static bool maps_code(void)
{
	return maps(PROT_READ | PROT_EXEC);
}

static bool makes_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p != MAP_FAILED && mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0;
}

static void *reads_in_a_thread(void *could)
{
	*(bool *)could = reads_elsewhere() || calls_ip4();
	return NULL;
}

static bool has_a_thread_do_it(void)
{
	pthread_t thread;
	bool could = true;

	return pthread_create(&thread, NULL, reads_in_a_thread, &could) != 0 ||
	       pthread_join(thread, NULL) != 0 || could;
}

/* ---- and what must go on ---- */

static bool reads(void)
{
	return opens("read/file", O_RDONLY) && opens("read", O_RDONLY | O_DIRECTORY) &&
	       opens("file", O_RDWR);
}

static bool keeps(void)
{
	return opens("kept/file", O_RDWR | O_TRUNC) &&
	       opens("kept/made", O_WRONLY | O_CREAT | O_EXCL) &&
	       rename("kept/made", "kept/moved") == 0 && unlink("kept/moved") == 0;
}

/* As temporary files are made, and a folder of a release. */
static bool keeps_more(void)
{
	char name[] = "kept/XXXXXX", byte = 0;
	int hidden = open("kept", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	int memory = memfd_create("x", MFD_CLOEXEC), named = mkstemp(name);

	return hidden >= 0 && named >= 0 && unlink(name) == 0 && ftruncate(memory, 4096) == 0 &&
	       pwrite(memory, "x", 1, 4000) == 1 && pread(memory, &byte, 1, 4000) == 1 &&
	       byte == 'x' && mkdir("folders/a", 0700) == 0 &&
	       link("folders/file", "folders/a/file") == 0 && symlink("a", "folders/now") == 0 &&
	       rename("folders/now", "folders/current") == 0 &&
	       utimensat(AT_FDCWD, "folders/file", NULL, 0) == 0 && unlink("folders/a/file") == 0 &&
	       unlink("folders/current") == 0 && rmdir("folders/a") == 0;
}

static bool has_memory_and_threads(void)
{
	pthread_t thread;
	bool could;

	return maps(PROT_READ | PROT_WRITE) && malloc(64 << 20) != NULL &&
	       pthread_create(&thread, NULL, reads_in_a_thread, &could) == 0 &&
	       pthread_join(thread, NULL) == 0;
}

/* ---- ends ---- */

static bool aborts(void)
{
	abort();
}

static bool has_no_memory(void)
{
	struct arena a = ARENA_INIT;

	return arena_alloc(&a, PTRDIFF_MAX / 2) != NULL;
}

static void *abort_it(void *ignored)
{
	abort();
	return ignored;
}

static bool aborts_in_a_thread(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, abort_it, NULL) == 0 &&
	       pthread_join(thread, NULL) == 0;
}

/* ---- the tests ---- */

static int setup(void **state)
{
	char *dir = strdup("/tmp/sandbox.XXXXXX");

	if (!dir || !mkdtemp(dir) || chdir(dir) != 0)
		return -1;
	*state = dir;
	return system("mkdir read kept folders && touch read/file kept/file file folders/file"
		      " && ln -s /etc/passwd kept/passwd");
}

static int teardown(void **state)
{
	char *dir = *state;
	char command[80];

	snprintf(command, sizeof command, "cd / && rm -r %s", dir);
	free(dir);
	return system(command);
}

/* What hallgen and hallbook are left with, more or less. */
static enum sandbox_state program(void)
{
	static const struct sandbox_path list[] = {
		{ "read", SANDBOX_READ },
		{ "nowhere", SANDBOX_KEEP },
		{ "file", SANDBOX_READ | SANDBOX_WRITE },
		{ "kept", SANDBOX_KEEP },
		{ "folders", SANDBOX_KEEP | SANDBOX_FOLDERS },
	};
	struct err e;

	return sandbox_enter(list, COUNT(list), &e);
}

typedef enum sandbox_state enter_fn(void);
#define OUTSIDE ((enter_fn *)NULL)

/*
 * How a child that makes the attempt ends: as in wait(2), COULD or COULD_NOT
 * when it lived. Where the kernel or a container lacks a part of the sandbox,
 * there is nothing to see.
 */
enum { COULD, COULD_NOT, FAILED, LACKING };

static int end_of(bool attempt(void), enter_fn *enter)
{
	static const int ended[] = { [SANDBOX_FAILED] = FAILED, [SANDBOX_PARTLY] = LACKING };
	pid_t child = fork_child();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		enum sandbox_state state = enter ? enter() : SANDBOX_WHOLE;

		_exit(state != SANDBOX_WHOLE ? ended[state] : attempt() ? COULD : COULD_NOT);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status)) {
		assert_int_not_equal(WEXITSTATUS(status), FAILED);
		if (WEXITSTATUS(status) == LACKING)
			skip();
	}
	return status;
}

static bool can(bool attempt(void), enter_fn *enter)
{
	int status = end_of(attempt, enter);

	return WIFEXITED(status) && WEXITSTATUS(status) == COULD;
}

static const struct {
	const char *name;
	bool (*attempt)(void);
} hurting[] = {
#define A(f)                                                                                       \
	{                                                                                          \
#f, f                                                                              \
	}
	A(reads_elsewhere),
	A(lists_elsewhere),
	A(makes_elsewhere),
	A(writes_what_it_reads),
	A(makes_where_it_reads),
	A(removes_where_it_reads),
	A(follows_a_link),
	A(makes_a_link),
	A(makes_a_folder),
	A(opens_to_all),
	A(moves_elsewhere),
	A(runs),
	A(runs_at),
	A(traces),
	A(forks),
	A(limits),
	A(calls_ip4),
	A(calls_ip6),
	A(calls_services),
	A(kills),
	A(splits_off),
	A(maps_code),
	A(makes_code),
	A(has_a_thread_do_it),
};

/* What is tried outside changes the folder: the last of a test. */
static void is_refused(enter_fn *enter)
{
	for (size_t i = 0; i < COUNT(hurting); i++)
		if (can(hurting[i].attempt, enter))
			fail_msg("inside: %s", hurting[i].name);
	for (size_t i = 0; i < COUNT(hurting); i++)
		if (!can(hurting[i].attempt, OUTSIDE))
			fail_msg("outside it is refused, too: %s", hurting[i].name);
}

static void what_hurts_is_refused(void **state)
{
	(void)state;
	is_refused(program);
}

/* What the child is left with that reads a workbook: bytes in memory, of no folder. */
static enum sandbox_state reader(void)
{
	int fd = memfd_create("workbook", MFD_CLOEXEC);
	char path[32];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	setenv("BOOK", path, 1);
	return workbook_confine(192 << 20);
}

static bool reads_its_book(void)
{
	return opens(getenv("BOOK"), O_RDONLY);
}

static bool reads_another(void)
{
	return opens("read/file", O_RDONLY) || opens("file", O_RDONLY) ||
	       opens("folders/file", O_RDONLY) || opens("read", O_RDONLY | O_DIRECTORY);
}

static void a_reader_has_its_book(void **state)
{
	(void)state;
	assert_true(can(reads_its_book, reader));
	assert_false(can(reads_another, reader));
	assert_true(can(reads_another, OUTSIDE));
	is_refused(reader);
}

static void the_rest_goes_on(void **state)
{
	(void)state;
	assert_true(can(reads, program));
	assert_true(can(keeps, program));
	assert_true(can(keeps_more, program));
	assert_true(can(has_memory_and_threads, program));
}

static void ends_with(bool attempt(void), int signal)
{
	int status = end_of(attempt, program);

	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), signal);
}

static void its_end(void **state)
{
	(void)state;
	ends_with(aborts, SIGABRT);
	ends_with(aborts_in_a_thread, SIGABRT);
	ends_with(has_no_memory, SIGABRT);
}

static void programs_end_it(void **state)
{
	(void)state;
	ends_with(runs, SIGSYS);
	ends_with(runs_at, SIGSYS);
	ends_with(traces, SIGSYS);
}

/* Another machine's calls have other numbers, which the filter does not know. */
static bool calls_as_i386(void)
{
#ifdef __x86_64__
	long answer;

	__asm__ volatile("int $0x80" : "=a"(answer) : "a"(20) : "memory"); /* getpid */
	return answer > 0;
#else
	raise(SIGSEGV);
	return false;
#endif
}

/* Where the kernel has no such calls, it ends the program by itself, with SIGSEGV. */
static void other_abis_end_the_program(void **state)
{
	int outside = end_of(calls_as_i386, OUTSIDE), inside = end_of(calls_as_i386, program);

	(void)state;
	assert_true(WIFSIGNALED(inside));
	assert_int_equal(WTERMSIG(inside), WIFSIGNALED(outside) ? WTERMSIG(outside) : SIGSYS);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("no exec, no file outside its folders, no network: tried and refused",
		  what_hurts_is_refused),
		T("who reads a workbook has it in memory and no file at all: tried and refused",
		  a_reader_has_its_book),
		T("its own files, memory and threads go on", the_rest_goes_on),
		T("abort() and memory that ends stop it as they do outside", its_end),
		T("exec and ptrace end it", programs_end_it),
		T("calls of another ABI end it", other_abis_end_the_program),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
