/*
 * pages.h - who staff are: signing in and out, one's own account, all accounts, the audit.
 * Each group is the .c of its name.
 */
#ifndef CGI_STAFF_PAGES_H
#define CGI_STAFF_PAGES_H

#include "page/call.h"

extern const struct page_type login_page, carried_page, profile_page, accounts_page, trail_page,
	trail_csv_page;

/*
 * The answer to whoever must sign in first: 303 for GET, whose address comes back with its
 * query; for POST 403 with the form that carries everything typed, or, when there were
 * secrets in it, leads to the page of the account.
 */
void signin_ask(struct call *c);
/* The fields that were carried, each to be seen, and one button that sends them to `path`. */
void signin_give_back(struct call *c, struct str path);
/*
 * /staff/login. Check comes before the transaction: counts the attempt and hands the password
 * to the helper thread; false when there were too many or the thread is too busy.
 *
 * POST: a new session; route.c goes on to call.next. 422 in the same words, after the same
 * time, whatever was wrong; 429 after too many failures (tries.h). Whoever gets in is known by
 * the browser from then on.
 */
handler signin_show, signin_check, signin_make;
/* POST /staff/logout: 303 to the sign-in page. */
handler signin_end;

/* /staff/account: one's own password, second factor and sessions. */
handler profile_show;
/* Hands the present password to the helper thread, and the new one when it is fit. */
handler profile_ask;
/* POST …/password: a new session, all others end; 422 with what is wrong. */
handler profile_password;
/*
 * POST …/totp, `do`: begin (with the password), confirm (with a number of the new secret;
 * shows the recovery codes), codes (new ones) and stop (both with a number or a recovery code).
 * GET …/totp.png: the secret as a QR code, while it is set up.
 */
handler profile_totp, profile_qr;
/* POST …/sessions: ends session `id`, or all others without it. */
handler profile_sessions;

/*
 * /staff/accounts: the administrator adds, resets and disables accounts, and ends their
 * sessions. Ask hands new one-time passwords to the helper thread, for add, paste and reset.
 *
 * POST, `do`: add (name, account, role, window), paste (text: a line a clerk), reset, disable,
 * enable, end (account). 200 with slips of the one-time passwords or what was done; 422. save
 * (grid.person.NAME, grid.role.NAME, grid.window.NAME): 303; 422.
 */
handler accounts_show, accounts_ask, accounts_change;

/*
 * GET /staff/audit ?before=ID: the table audit, the newest rows below ID (0 = all), a hundred
 * a page. /staff/audit.csv ?before=ID: ten thousand of them.
 */
handler trail_show, trail_export;

/*
 * POST /staff/clock: an admin says that the clock is right, though it is behind what has happened
 * (health.h). `hallbook clock` says it too, in a transaction of its own, with a row of the audit.
 */
handler rightclock_post;
bool rightclock_command(struct store *s, int64_t now_s, struct err *e);

#endif
