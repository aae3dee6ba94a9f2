/*
 * proposal.h - a change of the hall's files that somebody proposes: desk/proposals/ID. It is
 * made whole under the name .ID, and shown to hallgen by a rename once its row of the audit
 * is on disk; what is decided about it likewise.
 */
#ifndef CGI_PROPOSAL_H
#define CGI_PROPOSAL_H

#include "list/by.h"
#include "list/report.h"
#include "staff/staff.h"

/* Where it stands, by what lies in its folder. */
/* clang-format off */
#define PROPOSAL_STATES(X) \
	X(PROPOSAL_LOOKING, "looking") /* hallgen has not answered yet */ \
	X(PROPOSAL_FAULTY, "faulty") /* with errors */ \
	X(PROPOSAL_READY, "ready") /* may be published */ \
	X(PROPOSAL_OUTDATED, "outdated") /* made from what is no longer published */ \
	X(PROPOSAL_PUBLISHING, "publishing") /* approved, not answered */ \
	X(PROPOSAL_FAILED, "failed") \
	X(PROPOSAL_PUBLISHED, "published") \
	X(PROPOSAL_WITHDRAWN, "withdrawn")
/* clang-format on */
#define PROPOSAL_STATE(state, code) state,
enum proposal_state { PROPOSAL_STATES(PROPOSAL_STATE) };

struct proposal {
	int64_t id;
	struct by by, approved;
	struct report report;
	enum proposal_state state;
};

/* With its findings and differences in the tables, or without. False when there is none of that
 * number. */
bool proposal_read(struct call *c, int64_t id, enum report_rows rows, struct proposal *out);
/* The one that the address names (call.arg), which they may see; else 404 is answered. */
bool proposal_of(struct call *c, enum report_rows rows, struct proposal *out);
/* Into the table list_proposal. */
void proposal_list(struct call *c, const struct proposal *p);

/* The newest published version, 0 without one. */
int64_t proposal_newest_version(const struct call *c);

/* Something to be put into the folder beside by.txt. */
struct proposal_file {
	const char *name;
	struct str bytes;
};

/*
 * Inside a job, as its last step: a new one with those files, of who is signed in; answers
 * 303 to it. False when it cannot be made, or too many were (then the answer is made).
 */
bool proposal_make(struct call *c, const struct by *by, const struct proposal_file *file, size_t n);

/* Whether they have proposed too much within a minute: 429 is answered then. */
bool proposal_too_many(struct call *c);

/* Inside a job: what is decided about it. The answer is 303 to it. */
bool proposal_approve(struct call *c, const struct proposal *p);
bool proposal_withdraw(struct call *c, const struct proposal *p);
bool proposal_look_again(struct call *c, const struct proposal *p);

/* Every second: what hallgen has answered to approvals goes into the audit. */
void proposal_note_answers(struct app *app, int64_t now_s);

#endif
