/*
 * staff.h - who of the hall's staff asks, and what they may do: the one home
 * of the table role x action.
 *
 * A new staff page is
 *  1. a handler in its own .c: `bool today_show(struct call *c)`, and its page_type with
 *     the frame staff_view; c->staff says who asks, call_page(c, 200, &today_page, cell)
 *     answers. What concerns one window is guarded by staff_may(c->staff, ACT_..., window);
 *     {{me}}, {{csrf}}, {{my_window}}, {{all_windows}}, {{may_enter}} ... are then in scope,
 *     also as :parameters of lists;
 *  2. a row in route.c's table with the page and the action that it needs: whoever is not
 *     signed in, may do it nowhere, or posts without the form's token never
 *     comes to the handler;
 *  3. site/templates/staff/NAME.html, which inherits staff.html. Every form in it has
 *     a hidden field csrf with {{csrf}};
 *  4. its lists in pages.sql, its other statements in its room's .sql;
 *  5. fields of forms that are new: a row in form.c, and their words in pages.sql,
 *     carried.shown. What was typed comes through the end of a session, and is
 *     shown with a button after the sign-in, when form_is_carried().
 * Every change, export and print is audit_add()ed (audit.h) inside the job.
 */
#ifndef CGI_STAFF_H
#define CGI_STAFF_H

#include "staff/session.h"

extern const struct page_type staff_message_page;

enum staff_role { ROLE_CLERK, ROLE_LEADER, ROLE_ADMIN, ROLE__MAX };

/* What an address needs. */
enum staff_action {
	ACT_PUBLIC, /* nobody need be signed in */
	ACT_OWN,    /* one's own account */
	ACT_READ,   /* bookings of a window, with names and phones */
	ACT_ENTER,  /* register, results, corrections */
	ACT_EXPORT, /* print and export the ledger */
	ACT_CALLS,  /* the list of whom to call */
	ACT_SOURCE, /* cancel all bookings that came from one address */
	ACT_CLOSE,  /* take slots away for an emergency, and give them back */
	ACT_ROTA,   /* see who is on duty */
	ACT_ROSTER, /* say who is on duty, settle overtime */
	ACT_LOG,    /* write the duty log; whoever may, reads all of it */
	ACT_STATS,  /* counts without names */
	ACT_ACCOUNTS,
	ACT_AUDIT,
	ACT__MAX
};

struct staff {
	struct session session; /* account, window, csrf */
	enum staff_role role;
	enum staff_action action; /* what the address needs */
	bool must_change;	  /* signed in with a one-time password */
	bool must_totp; /* hall.conf asks the role for a second factor, and there is none */
};

/* The frame "staff" around the cells of every staff page. */
enum staff_field {
	STAFF_ME,
	STAFF_ROLE_WORD,
	STAFF_MY_WINDOW, /* 0 = none */
	STAFF_MY_WINDOW_NAME,
	STAFF_ALL_WINDOWS, /* ACT_READ everywhere */
	STAFF_CSRF,
	STAFF_BACKUP_FAILED,
	STAFF_UNSAVED,
	STAFF_KEY_LOST,
	STAFF_CLOCK_NOW,
	STAFF_CLOCK_NEWEST,
	STAFF_TODAY_DAY,  /* of the clock, for what every page warns of */
	STAFF_RESTRICTED, /* must_change or must_totp: nothing else goes yet */
	STAFF_MAY,	  /* from here on one for each action: may_enter ... */
	STAFF_FIELD__MAX = STAFF_MAY + ACT__MAX
};
extern const struct view_type staff_view;

/* clerk, leader, admin. */
bool staff_role_parse(struct str code, enum staff_role *out);

/* Whether they may do it for this window (1 to 99; 0, the hall: for every window). */
bool staff_may(const struct staff *s, enum staff_action action, int64_t window);
/* Whether there is any window they may do it for. */
bool staff_may_some(const struct staff *s, enum staff_action action);
/* Whether they may do it for every window. */
bool staff_may_all(const struct staff *s, enum staff_action action);

/* Fills what the call knows of staff: who, staff, frame and message. */
void staff_enter(struct call *c, const struct session *session);

enum staff_entry { STAFF_IN, STAFF_SIGN_IN, STAFF_REFUSED };

/*
 * Lets a request in that needs `action`. STAFF_SIGN_IN: nobody is signed in, and the
 * answer is left to signin_ask(). STAFF_REFUSED: the answer is made, 403 or the way to the
 * account page for those who must change something there first.
 */
enum staff_entry staff_begin(struct call *c, enum staff_action action);

/* 403 for who may not, noted in the audit. Inside a job return true then. */
void staff_refuse(struct call *c);
/* The same for a form that another site had sent; c->who is whom it made use of, if anybody. */
void staff_refuse_foreign(struct call *c);

/*
 * For handlers: whether they may do it for this window; when not, answers 403
 * and notes it in the audit. Inside a job return true then, so that the note stays.
 */
bool staff_guard(struct call *c, enum staff_action action, int64_t window);

#endif
