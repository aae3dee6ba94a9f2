/*
 * session.h - who is signed in: a random token in a cookie, its digest in the
 * ledger.
 */
#ifndef CGI_SESSION_H
#define CGI_SESSION_H

#include "page/call.h"

enum {
	SESSION_TOUCH_S = 60, /* seen_at is written at most this often */
	CSRF_TEXT = 23,	      /* 22 characters and a NUL */
};

enum session_state { SESSION_NONE, SESSION_EXPIRED, SESSION_VALID };

struct session {
	int64_t id, seen_s, ends_s;
	struct str account; /* also of an expired one */
	char csrf[CSRF_TEXT];
	/* of the account */
	struct str person; /* its name, where there is none the account's */
	struct str role, role_word;
	int64_t window; /* 0 = none */
	struct str window_name;
	bool general; /* the window is the 综合窗口 */
	bool one_time;
	bool totp_on;
};

/* The value of a cookie in the header's list; null when there is none of that name. */
struct str session_cookie(struct str header, struct str name);

/* The name of hallbook's own cookies: the session's, the device's (tries.h). */
struct str session_cookie_name(const struct call *c, bool device);
/* A Set-Cookie of that name; `more` are further attributes, each behind "; ". */
struct str session_cookie_make(struct call *c, bool device, const char *value, const char *more);

/*
 * Whose session the request's cookie names; texts in the arena. `count`: it is
 * a sign of a person, so the time without one begins anew; written outside of any
 * transaction.
 */
enum session_state session_find(struct call *c, bool count, struct session *out);

/*
 * Inside a job: a new session, and its cookie in *cookie (for
 * response.set_cookie, arena). Ends the session that the request came with.
 */
bool session_make(struct call *c, struct str account, struct session *out, struct str *cookie);
/* Inside a job: ends one session of an account. */
bool session_end(struct call *c, struct str account, int64_t id);
/* Inside a job: ends all sessions of an account but `but` (0 = all). */
bool session_end_all(struct store *s, struct str account, int64_t but);
/* A cookie that takes the browser's away. */
struct str session_no_cookie(struct call *c);

/* Whether the form carries the session's own token; constant time. */
bool session_form_is_ours(const struct session *s, struct str csrf);

#endif
