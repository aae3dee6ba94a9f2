/*
 * answer.h - report.db: hallgen's answer to a proposal, of a version, and of content/.
 */
#ifndef GENERATOR_ANSWER_H
#define GENERATOR_ANSWER_H

#include "desk/differ.h"
#include "finding.h"

struct report {
	const char *state; /* looked, outdated, published, failed */
	int64_t base, at_s, version;
	struct str preview; /* empty: none */
	struct str say;
	struct str dir; /* of the content: taken from the names of files */
	const struct findings *findings;
	const struct differences *differences; /* NULL: none */
};

/* Written beside it, whole, and renamed. */
bool answer_write(const char *path, const struct report *r, struct arena *a, struct err *e);

/* What an earlier one says; false when there is none that can be read. */
struct report_state {
	struct str state;
	int64_t base, errors, version;
};
bool answer_read(const char *path, struct report_state *out, struct arena *a);
/* It says something else from now on; findings and differences stay. */
bool answer_change(const char *path, const char *state, int64_t version, struct str say,
		   struct arena *a, struct err *e);

#endif
