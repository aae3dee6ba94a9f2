/*
 * rosterfile.h - a roster as offices keep it, pasted: a row for each post
 * (日期, 类别, 窗口, 岗位, 人员; as it is exported), or a matrix with the days down
 * or across and windows, categories or posts the other way, in one line of headings or
 * two, or partly in columns of their own (窗口, 岗位). 序号, 星期, 电话 and 备注 are left
 * out. Knows no ledger.
 */
#ifndef CGI_ROSTERFILE_H
#define CGI_ROSTERFILE_H

#include "finding.h"

/* Where something was read. */
struct roster_spot {
	int line, at;
	struct str header;
};

/* Who is on one post on one day, in the words of the table. */
struct roster_entry {
	int32_t day;
	struct str category, window, role; /* of a row: each in its cell */
	struct str post;		   /* of a matrix: what heads it, instead of these */
	struct str title;		   /* of a matrix: what stands above it */
	struct str people;
	struct roster_spot day_at, post_at, role_at, people_at;
};

typedef void roster_entry_fn(void *ctx, const struct roster_entry *entry);

struct rosterfile {
	struct findings *findings; /* what cannot be read */
	struct arena *arena;
	int32_t today; /* days without a year are near it */
	roster_entry_fn *fn;
	void *ctx;
	/* Filled while reading: */
	int32_t month; /* the first day of that of a matrix, for days without a month */
	struct str title; /* what stands above the matrix */
};

/* Whether it is either of the two. Memory from a. */
bool rosterfile_fits(struct str text, struct arena *a);
void rosterfile_read(struct rosterfile *f, struct str text);
/* An error at that place. */
void rosterfile_error(const struct rosterfile *f, const struct roster_spot *at, struct str text);

#endif
