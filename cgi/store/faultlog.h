/*
 * faultlog.h - what goes wrong is a line in the log; the same again is one line a
 * minute that says how often.
 */
#ifndef CGI_FAULTLOG_H
#define CGI_FAULTLOG_H

#include "base/err.h"

#include <stdint.h>

enum { FAULTLOG_KINDS = 8, FAULTLOG_S = 60 };

struct faultlog {
	void (*say)(const struct err *e);
	struct {
		struct err e; /* what was said; no text: nothing */
		int64_t said_s;
		int64_t more; /* not said since */
	} kind[FAULTLOG_KINDS];
	int next; /* gives its place to what is new */
};

void faultlog_note(struct faultlog *f, const struct err *e, int64_t now_s);
/* Says what is due; once a second is enough. */
void faultlog_tick(struct faultlog *f, int64_t now_s);

#endif
