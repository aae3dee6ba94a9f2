/*
 * chain.h - the table audit: each row holds a MAC over itself and over the MAC of
 * the row before, so that none can be changed or taken out unseen.
 */
#ifndef CGI_CHAIN_H
#define CGI_CHAIN_H

#include "store/store.h"

/*
 * What happened: X(action, code). Codes stay for ever: they are part of the hashes.
 * Their words for people stand in staff/pages.sql, trail.rows.
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
	X(ACCOUNT_CHANGED, "account.changed") /* detail: what it is now */ \
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
	X(LIST_PROPOSED, "list.proposed") /* object: its number, detail: kind and window */ \
	X(LIST_APPROVED, "list.approved") /* the same */ \
	X(LIST_WITHDRAWN, "list.withdrawn") /* the same */ \
	X(LIST_AGAIN, "list.again") /* the same: hallgen looks again */ \
	X(LIST_PUBLISHED, "list.published") /* hallgen's answer; detail: version */ \
	X(LIST_FAILED, "list.failed") /* the same */ \
	X(CLOCK_CONFIRMED, "clock.confirmed")
/* clang-format on */

#define AUDIT_ENUM(action, code) AUDIT_##action,
enum audit_action { AUDIT_ACTIONS(AUDIT_ENUM) AUDIT__MAX };
#undef AUDIT_ENUM

struct audit_event {
	int64_t at_s;
	struct str who;
	struct str address;
	enum audit_action action;
	struct str object;
	struct str detail;
};
/* Inside a job: one row. */
bool chain_write(struct store *s, const struct audit_event *event);
/* The same in a transaction of its own. */
bool chain_write_alone(struct store *s, const struct audit_event *event, struct err *e);

/*
 * Looks at every row. Each fault is a line for `say` and counted in *faults; rows that only a
 * key of before could verify are a line, too, and no fault.
 */
void chain_check(struct store *s, void (*say)(void *ctx, struct str line), void *ctx,
		 int64_t *faults);

#endif
