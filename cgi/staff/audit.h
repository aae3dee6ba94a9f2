/*
 * audit.h - what staff did and what was refused to them: the table audit, each
 * row holding the digest of the one before, so that none can be changed or
 * taken out unseen (trust.md "Staff").
 */
#ifndef CGI_AUDIT_H
#define CGI_AUDIT_H

#include "page/call.h"

/* The values of audit.html and audit.csv. */
enum audit_field { AUDIT_BEFORE, AUDIT_LIMIT, AUDIT_OLDER, AUDIT_HEAD, AUDIT_FIELD__MAX };
extern const struct view_type audit_view;

/*
 * What happened: X(action, code). Codes stay for ever: they are part of the hashes.
 * Their words for people stand in pages.sql, audit.rows.
 */
/* clang-format off */
#define AUDIT_ACTIONS(X) \
	X(SIGNED_IN, "signin") \
	X(SIGNIN_REFUSED, "signin.refused") \
	X(SIGNIN_THROTTLED, "signin.throttled") /* too many failures before it */ \
	X(SIGNED_OUT, "signout") \
	X(REFUSED, "refused") /* object: the address */ \
	X(PASSWORD_CHANGED, "password") \
	X(TOTP_ON, "totp.on") \
	X(TOTP_OFF, "totp.off") \
	X(RECOVERY_MADE, "recovery.made") \
	X(RECOVERY_USED, "recovery.used") \
	X(SESSIONS_ENDED, "sessions.ended") \
	X(ACCOUNT_ADDED, "account.added") \
	X(ACCOUNT_RESET, "account.reset") \
	X(ACCOUNT_DISABLED, "account.disabled") \
	X(ACCOUNT_ENABLED, "account.enabled") \
	X(EXPORTED, "exported") /* object: what, detail: from where to where */ \
	X(BOOKING_MADE, "booking.made") /* object: id of the booking */ \
	X(BOOKING_CHANGED, "booking.changed") /* the same; detail: states before and after */ \
	X(SLIP_PRINTED, "slip.printed") /* the same */ \
	X(LEDGER_PRINTED, "ledger.printed") /* object: window, or 0 for all; detail: the days */ \
	X(CLOSED, "closed") /* object: the day */ \
	X(OPENED, "opened") \
	X(ROSTER, "roster") /* object: from where to where, detail: post */ \
	X(PERSON, "person") \
	X(SETTLED, "settled") \
	X(LOGGED, "log") /* object: the day */ \
	X(CALLED, "call") /* object: the booking, detail: why */ \
	X(KEY_MADE, "key.made") /* detail: its print (key.h); it counts from this row on */ \
	X(RESTORED, "restored") /* object: the backup's file */ \
	X(SOURCE_CANCELLED, "source.cancelled") /* object: a booking of the source, detail: how many */ \
	X(CLOCK_CONFIRMED, "clock.confirmed")
/* clang-format on */

#define AUDIT_ENUM(action, code) AUDIT_##action,
enum audit_action { AUDIT_ACTIONS(AUDIT_ENUM) AUDIT__MAX };
#undef AUDIT_ENUM

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
