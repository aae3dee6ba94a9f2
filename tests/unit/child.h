/*
 * child.h - a process of its own for a part of a test.
 */
#ifndef TESTS_CHILD_H
#define TESTS_CHILD_H

#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

/*
 * fork(2), without cmocka's handlers in the child: a fault there ends it by its
 * signal, as it would end the program. With them the child would print the
 * "not ok" of a test that the parent is still running.
 */
static inline pid_t fork_child(void)
{
	static const int caught[] = { SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGSYS };
	pid_t child = fork();

	for (size_t i = 0; child == 0 && i < sizeof caught / sizeof *caught; i++)
		signal(caught[i], SIG_DFL);
	return child;
}

#endif
