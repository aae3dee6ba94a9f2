#include "table/xlsx.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Starts xlsx2csv with its standard output in *fd; 0 or an errno. */
static int start(const char *path, pid_t *pid, int *fd)
{
	char program[] = "xlsx2csv", format_option[] = "-f", format[] = "%Y-%m-%d", ends[] = "--";
	char *argv[] = { program, format_option, format, ends, strdup(path), NULL };
	posix_spawn_file_actions_t actions;
	int ends_of_pipe[2], code;

	if (!argv[4] || pipe2(ends_of_pipe, O_CLOEXEC) != 0)
		return errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends_of_pipe[1], STDOUT_FILENO);
	/* its own words are no one's here */
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	code = posix_spawnp(pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	free(argv[4]);
	close(ends_of_pipe[1]);
	*fd = ends_of_pipe[0];
	if (code)
		close(*fd);
	return code;
}

/* False when there is more than max_bytes. */
static bool drain(int fd, size_t max_bytes, struct buf *out)
{
	ssize_t n;

	while ((n = read(fd, buf_room(out, 65536), 65536)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		out->len += (size_t)n;
		if (out->len > max_bytes)
			return false;
	}
	return true;
}

bool xlsx_read(const char *path, size_t max_bytes, struct arena *a, struct str *csv, struct err *e)
{
	struct buf out = BUF_INIT;
	struct stat st;
	int fd, status, code;
	pid_t pid;
	bool whole;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(e, "不是普通文件");
	code = start(path, &pid, &fd);
	if (code == ENOENT)
		return err_set(e, "没有安装 xlsx2csv；请另存为“CSV UTF-8”，或先安装它");
	if (code)
		return err_set(e, "xlsx2csv: %s", strerror(code));
	whole = drain(fd, max_bytes, &out);
	close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (whole && WIFEXITED(status) && WEXITSTATUS(status) == 0 && out.len) {
		*csv = arena_str(a, buf_str(&out));
		buf_release(&out);
		return true;
	}
	buf_release(&out);
	return err_set(e, "xlsx2csv 读不了这个文件；请另存为“CSV UTF-8”");
}
