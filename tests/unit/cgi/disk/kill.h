/*
 * kill.h - a child of a test (child.h) that is killed at a call on the disk: with `disk.meet`
 * its kill_meets() and kill_at = 1, 2, 3 ... until it lives.
 */
#ifndef TESTS_KILL_H
#define TESTS_KILL_H

#include "../../child.h"
#include "calls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/wait.h>

#include <cmocka.h>

static int kill_at, seen;

static bool kill_meets(enum disk_call call, const char *path)
{
	(void)path;
	if (call != DISK_READ && ++seen == kill_at)
		raise(SIGKILL);
	return true;
}

/* Waits for it. True when it lived to end, and then with 0. */
static bool kill_lived(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status))
		assert_int_equal(WEXITSTATUS(status), 0);
	else
		assert_int_equal(WTERMSIG(status), SIGKILL);
	return WIFEXITED(status);
}

#endif
