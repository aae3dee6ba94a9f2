/*
 * staff.h - who of the hall's staff asks, and what they may do: the one home
 * of the table role x action.
 *
 * A new staff page is
 *  1. a handler in its own .c: `bool today_show(struct call *c)`, and its page, a STAFF_PAGE;
 *     c->staff says who asks, call_page(c, 200, &today_page, cell) answers. What concerns one
 *     window is guarded by staff_may(c->staff, ACT_..., window); {{me}}, {{now}}, {{page}},
 *     {{csrf}}, {{my_window}}, {{all_windows}}, {{may_enter}} ... are then in scope, also as
 *     :parameters of lists;
 *  2. a row in route.c's table with the page and the action that it needs: whoever is not
 *     signed in, may do it nowhere, or posts without the form's token never
 *     comes to the handler;
 *  3. site/templates/staff/NAME.html, which inherits staff.html. Every form in it has
 *     a hidden field csrf with {{csrf}};
 *  4. its lists in pages.sql, its other statements in its room's .sql;
 *  5. fields of forms that are new: a row in form.h, and their words in pages.sql,
 *     carried.shown. What was typed comes through the end of a session, and is
 *     shown with a button after the sign-in, when form_is_carried().
 * Every change, export and print is audit_add()ed (audit.h) inside the job.
 */
#ifndef CGI_STAFF_H
#define CGI_STAFF_H

#include "staff/session.h"

/* A page in the frame of the staff: STAFF_PAGE(today, "today.html", today) is today_page. */
#define STAFF_PAGE(id, file, values)                                                               \
	const struct page_type id##_page = { STR_INIT("staff/" file), &values##_view, &staff_view }

extern const struct page_type staff_message_page;

enum staff_role { ROLE_CLERK, ROLE_LEADER, ROLE_ADMIN, ROLE__MAX };

/*
 * What an address needs, and for which windows each role may do it: X(ACTION, name, clerk,
 * leader, admin, clerk of the 综合窗口 (notice 三(三)3)). The administrator makes accounts, so
 * could make one for anything: the column says so instead of pretending otherwise, and the
 * audit shows it.
 */
/* clang-format off */
#define STAFF_ACTIONS(X) \
	X(PUBLIC, public, ALL, ALL, ALL, ALL) /* nobody need be signed in */ \
	X(OWN, own, ALL, ALL, ALL, ALL) /* one's own account */ \
	X(READ, read, OWN, ALL, ALL, ALL) /* bookings of a window, with names and phones */ \
	X(ENTER, enter, OWN, ALL, ALL, ALL) /* register, results, corrections */ \
	X(EXPORT, export, OWN, ALL, ALL, ALL) /* print and export the ledger */ \
	X(PHONELIST, phonelist, OWN, ALL, ALL, ALL) /* the list of whom to call */ \
	X(SOURCE, source, NONE, ALL, ALL, NONE) /* cancel all bookings that came from one address */ \
	X(CLOSE, close, OWN, ALL, ALL, OWN) /* take slots away for an emergency, and give them back */ \
	X(ROTA, rota, ALL, ALL, ALL, ALL) /* see who is on duty */ \
	X(ROSTER, roster, NONE, ALL, ALL, NONE) /* say who is on duty, settle overtime */ \
	X(LOG, log, OWN, ALL, ALL, OWN) /* write the duty log; whoever may, reads all of it */ \
	X(STATS, stats, ALL, ALL, ALL, ALL) /* counts without names */ \
	X(LIST, list, OWN, ALL, ALL, OWN) /* propose what the hall publishes */ \
	X(PUBLISH, publish, NONE, ALL, ALL, NONE) /* and publish it */ \
	X(ACCOUNTS, accounts, NONE, NONE, ALL, NONE) \
	X(AUDIT, audit, NONE, NONE, ALL, NONE)
/* clang-format on */

#define STAFF_ACT(action, ...) ACT_##action,
enum staff_action { STAFF_ACTIONS(STAFF_ACT) ACT__MAX };
#undef STAFF_ACT

struct staff {
	struct session session; /* account, window, csrf */
	enum staff_role role;
	enum staff_action action; /* what the address needs */
	bool must_change;	  /* signed in with a one-time password */
	bool must_totp; /* hall.conf asks the role for a second factor, and there is none */
};

/* The frame around the values of every staff page. */
extern const struct view_type staff_view;

/* clerk, leader, admin. */
bool staff_role_parse(struct str code, enum staff_role *out);

/* Whether they may do it for this window (1 to 99; 0, the hall: for every window). */
bool staff_may(const struct staff *s, enum staff_action action, int64_t window);
/* Whether there is any window they may do it for. */
bool staff_may_some(const struct staff *s, enum staff_action action);
/* Whether they may do it for every window. */
bool staff_may_all(const struct staff *s, enum staff_action action);
/* The window that they may do it for; 0: every one. */
int64_t staff_window(const struct staff *s, enum staff_action action);
/* The window that the address or the form asks for, else one's own. */
int64_t staff_window_asked(const struct call *c);

/* Fills what the call knows of staff: who, staff, frame and message. */
void staff_enter(struct call *c, const struct session *session);

/*
 * Lets a request in that needs `action`. False: with call.staff NULL nobody is signed in, and
 * the answer is left to signin_ask(); else the answer is made, 403 or the way to the
 * account page for those who must change something there first.
 */
bool staff_begin(struct call *c, enum staff_action action);

/* 403 for who may not, noted in the audit. True, for handlers: inside a job the note is to stay. */
bool staff_refuse(struct call *c);
/* The same for a form that another site had sent; c->who is whom it made use of, if anybody. */
void staff_refuse_foreign(struct call *c);

/*
 * For handlers: whether they may do it for this window; when not, answers 403
 * and notes it in the audit. Inside a job return true then, so that the note stays.
 */
bool staff_guard(struct call *c, enum staff_action action, int64_t window);

#endif
