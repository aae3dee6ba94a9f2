/*
 * proposal.h - a change of the hall's files that somebody proposes: desk/proposals/ID. It is
 * made whole under the name .ID, and shown to hallgen by a rename once its row of the audit
 * is on disk; what is decided about it likewise.
 */
#ifndef CGI_PROPOSAL_H
#define CGI_PROPOSAL_H

#include "list/deskdir.h"
#include "staff/audit.h"
#include "staff/staff.h"

/* Of the view list_proposal (list.sql); looked: when hallgen answered, in s. */
/* clang-format off */
#define PROPOSAL(X) \
	X(state) X(account) X(kind) X(window) X(approved_by) X(approved_at) X(looked) X(removed) \
	X(preview) X(published)
/* clang-format on */

struct proposal {
	VIEW_CELLS(PROPOSAL);
	int64_t id;
	int64_t window_no; /* 0 = the whole hall */
};

/* The one that the address names (call.arg), which they may see; else 404 is answered. */
bool proposal_of(struct call *c, enum report_rows rows, struct proposal *out);

/* Something to be put into the folder beside by.txt. */
struct proposal_file {
	const char *name;
	struct str bytes;
};

/*
 * Inside a job, as its last step: a new one with those files, by who is signed in, how and why;
 * `more` are further lines of by.txt. Answers 303 to it. False when it cannot be made, or too many
 * were within a minute (then 429 is answered).
 */
bool proposal_make(struct call *c, const char *kind, struct str words, struct str more,
		   const struct proposal_file *file, size_t n);
/* A line of by.txt. */
struct str proposal_line(struct call *c, const char *key, struct str value);

/*
 * Inside a job: what is decided about it, by a file of its folder: approved, withdrawn or again
 * (hallgen is to look again). The answer is 303 to it.
 */
bool proposal_decide(struct call *c, const struct proposal *p, enum audit_action what,
		     const char *mark);

/* Every second: what hallgen has answered to approvals goes into the audit. */
void proposal_note_answers(struct app *app, int64_t now_s);

#endif
