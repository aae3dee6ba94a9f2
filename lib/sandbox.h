/*
 * sandbox.h - what a program gives up before it works on what others wrote:
 * no exec, no file outside its folders, no new socket. So whoever makes it run code of
 * theirs gets no further.
 *
 * Files are Landlock's, by what lies below a path. Calls are a seccomp filter's
 * (owner of seccomp.h): a list of those that were seen to be needed. Any other
 * answers ENOSYS, which libc takes for an older kernel and does without; execve,
 * ptrace and calls of another architecture end the program.
 */
#ifndef LIB_SANDBOX_H
#define LIB_SANDBOX_H

#include "base/err.h"

#include <stddef.h>

enum sandbox_may {
	SANDBOX_READ = 1,     /* files, and lists of folders */
	SANDBOX_WRITE = 2,    /* existing files */
	SANDBOX_MAKE = 4,     /* new files in a folder */
	SANDBOX_REMOVE = 8,   /* files of a folder */
	SANDBOX_FOLDERS = 16, /* folders in it, symbolic links, and files moved between */
	SANDBOX_KEEP = SANDBOX_READ | SANDBOX_WRITE | SANDBOX_MAKE | SANDBOX_REMOVE,
};

struct sandbox_path {
	const char *path; /* a link is followed; one that is not there is left out */
	unsigned may;	  /* enum sandbox_may, of all below it, too */
};

enum sandbox_state {
	SANDBOX_FAILED, /* *e; this thread may be half inside */
	SANDBOX_PARTLY, /* *e: what the kernel cannot or may not do */
	SANDBOX_WHOLE,
};

/*
 * For this thread, those it starts later, and for good: nothing but what the
 * list allows, and what is open already. Under a sanitizer it is PARTLY.
 */
enum sandbox_state sandbox_enter(const struct sandbox_path *list, size_t n, struct err *e);

#endif
