/*
 * versions.h - desk/versions/N: every state of content/ that was published, the last twenty.
 *
 * Publishing from the browser makes the version first: that is the step after which it
 * holds. content/ follows it file by file, also after whatever came between, until
 * versions/N/pending is gone.
 */
#ifndef GENERATOR_VERSIONS_H
#define GENERATOR_VERSIONS_H

#include "desk/answer.h"

/* 0: there is none yet. */
int64_t versions_newest(const char *desk);
/* desk/versions/N/NAME */
const char *versions_path(const char *desk, int64_t no, const char *name, struct arena *a);
/*
 * A new one of the folder `from`, with `pending` when content/ is to follow it; its number, or 0.
 * It is not there before versions_end(), which takes it away when it is not to be.
 */
int64_t versions_begin(const char *desk, const char *from, struct str by, struct report *r,
		       bool pending, struct arena *a, struct err *e);
bool versions_end(const char *desk, int64_t no, bool good, struct arena *a, struct err *e);
/*
 * Lets content/ follow the newest version, if it does not yet. A file that is neither that of
 * the version before nor of this one was edited meanwhile: it stays.
 */
bool versions_settle(const char *desk, const char *content, struct arena *a, struct err *e);
/* The version that publishing this proposal made; 0 when none did. */
int64_t versions_of(const char *desk, int64_t proposal, struct arena *a);

#endif
