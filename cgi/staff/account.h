/*
 * account.h - accounts of the hall's staff: what /staff/accounts and the
 * command `hallbook user` do to them.
 */
#ifndef CGI_ACCOUNT_H
#define CGI_ACCOUNT_H

#include "staff/audit.h"
#include "staff/password.h"

/* A name for the account of 刘小兰 that none has: liuxl, liuxl2. Memory from a. */
struct str account_name_for(struct store *s, struct arena *a, struct str person);
/* Whether it is the only enabled admin: without it nobody could make or reset accounts. */
bool account_is_last_admin(struct store *s, struct str name);

enum account_verb {
	ACCOUNT_ADD,
	ACCOUNT_RESET, /* a new one-time password, no second factor */
	ACCOUNT_DISABLE,
	ACCOUNT_ENABLE,
	ACCOUNT_END, /* its sessions alone */
	ACCOUNT__MAX
};
extern const struct account_type {
	struct str word;
	bool makes_password; /* one-time: must be changed at the next sign-in */
	bool ends_sessions;
	enum audit_action audit;
	enum message said; /* when it was done; of what makes a password, that is shown instead */
} account_type[ACCOUNT__MAX];
/* ACCOUNT__MAX when the word is none. */
enum account_verb account_verb(struct str word);
/*
 * What is against it: a name for a new account is 1 to 40 of A-Z a-z 0-9 . _ - and not taken, any
 * other there, the last admin not disabled. MSG__MAX: nothing.
 */
enum message account_wrong(struct store *s, enum account_verb verb, struct str name);

struct account_new {
	struct str name;
	struct str role;
	int64_t window; /* 0 = none */
	int64_t now_s;
	const char *hash;  /* of the password that it makes */
	struct str person; /* whose it is, or empty */
};
/* Inside a job. False when SQLite failed. */
bool account_change(struct store *s, enum account_verb verb, const struct account_new *a);

/*
 * One change by a command, with its row of the audit, in a transaction of its
 * own. What makes a password hands it over in clear; a->hash is not
 * looked at. False and *e when the name is taken, unknown or not fit, or it
 * cannot be written.
 */
bool account_command(struct store *s, enum account_verb verb, const struct account_new *a,
		     char password[ONE_TIME_PASSWORD_TEXT], struct err *e);

#endif
