/*
 * plan.h - what is about to become of posts of the roster, in the table plan (duty.sql):
 * filled by one of the ways to say who is on duty, shown, then done as one change. It is
 * empty between calls: one that only shows it says false, which undoes it (call.h).
 */
#ifndef CGI_PLAN_H
#define CGI_PLAN_H

#include "page/call.h"

/* What somebody is on duty for: a category at noon, or a window on a day off. */
struct post {
	struct str role;     /* code of duty_role */
	struct str category; /* empty with a window */
	int64_t window;	     /* 0 with a category */
};

/* The parameters of a statement about a post. */
#define POST_ARGS(p)                                                                               \
	ARG(":role", (p)->role), ARG(":category", (p)->category), ARG(":window", (p)->window)

/* ROLE-WINDOW or ROLE-CATEGORY; what is not there has no posts. */
struct post post_parse(struct str text);
/* Whether there is the post on that day. */
bool post_is_on(struct call *c, const struct post *p, struct str day);

/* A list of names: typed in any way, kept in one. */
struct plan_people {
	struct str names;
	struct str ids;	    /* a JSON list of persons; empty when not all are known */
	struct str unknown; /* the first who is none for the post, or the null view */
};
struct plan_people plan_people(struct call *c, const struct post *p, struct str names);
/* Who holds the post now. */
struct str plan_holder(struct call *c, const struct post *p, struct str day);

/* 11月28日（星期六） of YYYY-MM-DD. */
struct str plan_day_words(struct call *c, struct str day);

/* Classes of days are as the calendar says now. */
bool plan_begin(struct call *c);
/* Forgets it, to show the roster as it is. */
bool plan_clear(struct call *c);
/* Names for a post. The null view, or what is wrong with it; the plan shows them in any case. */
struct str plan_put(struct call *c, const struct post *p, struct str day, struct str names);
/* What is wrong with the plan as a whole, as members of a JSON array; else empty. */
struct str plan_faults(struct call *c);

/* What it changes. */
struct plan_counts {
	int filled, replaced, emptied;
	struct str first, last; /* days */
};

/* Leaves out posts that stay as they are; `gaps`, those that are not free too. */
bool plan_thin(struct call *c, bool gaps, struct plan_counts *out);
/* Does it, with an audit row `what`, and leads to its month. */
bool plan_do(struct call *c, const struct plan_counts *n, const char *what);

#endif
