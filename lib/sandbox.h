/*
 * sandbox.h - what serve gives up once it listens (trust.md, tests to hold):
 * no exec, no file outside its folders, no new socket. For whoever makes it run
 * code of theirs.
 *
 * Files are Landlock's, by what lies below a path; calls are a seccomp filter's:
 * a list of those that would hurt, which answers EPERM. A list of those that are
 * needed would break with the next libc, whose calls nobody here chooses, and in
 * the one place that is not tested; this one is at worst too short.
 */
#ifndef LIB_SANDBOX_H
#define LIB_SANDBOX_H

#include "base/err.h"

#include <stddef.h>

enum sandbox_may {
	SANDBOX_READ = 1,   /* files, and lists of folders */
	SANDBOX_WRITE = 2,  /* existing files */
	SANDBOX_MAKE = 4,   /* new files in a folder */
	SANDBOX_REMOVE = 8, /* files of a folder */
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
 * list allows, and what is open already.
 */
enum sandbox_state sandbox_enter(const struct sandbox_path *list, size_t n, struct err *e);

#endif
