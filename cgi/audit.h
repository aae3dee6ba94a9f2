/*
 * audit.h - what staff did and what was refused to them: the table audit, each
 * row holding the digest of the one before, so that none can be changed or
 * taken out unseen (trust.md "Staff").
 */
#ifndef CGI_AUDIT_H
#define CGI_AUDIT_H

#include "call.h"

/* The values of audit.html and audit.csv. */
enum audit_field { AUDIT_BEFORE, AUDIT_LIMIT, AUDIT_OLDER, AUDIT_HEAD, AUDIT_FIELD__MAX };
extern const struct view_type audit_view;

/*
 * What happened. Codes (audit.c) stay for ever: they are part of the hashes.
 * Their words for people stand in pages.sql, audit.rows.
 */
enum audit_action {
	AUDIT_SIGNED_IN,
	AUDIT_SIGNIN_REFUSED,
	AUDIT_SIGNIN_THROTTLED, /* too many failures before it */
	AUDIT_SIGNED_OUT,
	AUDIT_REFUSED, /* object: the address */
	AUDIT_PASSWORD_CHANGED,
	AUDIT_TOTP_ON,
	AUDIT_TOTP_OFF,
	AUDIT_RECOVERY_MADE,
	AUDIT_RECOVERY_USED,
	AUDIT_SESSIONS_ENDED,
	AUDIT_ACCOUNT_ADDED,
	AUDIT_ACCOUNT_RESET,
	AUDIT_ACCOUNT_DISABLED,
	AUDIT_ACCOUNT_ENABLED,
	AUDIT_EXPORTED,	       /* object: what, detail: from where to where */
	AUDIT_BOOKING_MADE,    /* object: id of the booking */
	AUDIT_BOOKING_CHANGED, /* the same; detail: states before and after */
	AUDIT_SLIP_PRINTED,    /* the same */
	AUDIT_LEDGER_PRINTED,  /* object: window, or 0 for all; detail: the days */
	AUDIT_CLOSED,	       /* object: the day */
	AUDIT_OPENED,
	AUDIT_ROSTER, /* object: from where to where, detail: post */
	AUDIT_PERSON,
	AUDIT_SETTLED,
	AUDIT_LOGGED,		/* object: the day */
	AUDIT_CALLED,		/* object: the booking, detail: why */
	AUDIT_KEY_MADE,		/* detail: its print (key.h); it counts from this row on */
	AUDIT_RESTORED,		/* object: the backup's file */
	AUDIT_SOURCE_CANCELLED, /* object: a booking of the source, detail: how many */
	AUDIT_CLOCK_CONFIRMED,
	AUDIT__MAX
};

/*
 * Inside a job: adds a row about the request. `object` is what it was done to
 * (number of a booking, name of an account, address), `detail` the rest
 * (window=4&from=...); neither may hold personal data of citizens. False when
 * it cannot be written; what was to be done must then not be done either.
 */
bool audit_add(struct call *c, enum audit_action action, struct str object, struct str detail);
/* The same outside of jobs, where a GET reads much or is refused; in a transaction of its own. */
bool audit_note(struct call *c, enum audit_action action, struct str object, struct str detail);

/*
 * Something was refused: a row by either of the two, in the job that there may
 * be, which must then not be undone. `object` is an account for the refusals of
 * the sign-in, which ask for no session, else the address. So that a flood does
 * not fill the ledger, one row stands for many alike within a quarter of an hour
 * (flood.h), and says of how many in its detail: times=100, all=1000.
 */
bool audit_refusal(struct call *c, enum audit_action action, struct str object);

/* One row, for the commands of hallbook. */
struct audit_event {
	int64_t at_s;
	struct str who;
	struct str address;
	enum audit_action action;
	struct str object;
	struct str detail;
};
bool audit_write(struct store *s, const struct audit_event *event);
/* The same outside of jobs, in a transaction of its own. */
bool audit_write_alone(struct store *s, const struct audit_event *event, struct err *e);

/* GET /staff/audit ?before=ID: the newest rows below ID (0 = all), a hundred a page. */
bool audit_show(struct call *c);
/* GET /staff/audit.csv ?before=ID: ten thousand of them. */
bool audit_export(struct call *c);

/* Looks at every row; each fault is handed to `say`, in words, and counted. */
void audit_check(struct store *s, void (*say)(void *ctx, struct str fault), void *ctx, int *faults);

#endif
