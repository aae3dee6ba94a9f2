#include "staff/account.h"

#include "staff/session.h"

#include <stdio.h>

enum { NAME_MAX_BYTES = 40 };

bool account_name_fits(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.s[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '.' || c == '_' || c == '-'))
			return false;
	}
	/* in the ledger that stands for whoever booked online */
	return name.len > 0 && name.len <= NAME_MAX_BYTES && !str_eq(name, STR("citizen"));
}

bool account_exists(struct store *s, struct str name)
{
	return store_exists(s, LEDGER_ACCOUNT, ARG(":name", name));
}

bool account_is_last_admin(struct store *s, struct str name)
{
	return store_exists(s, LEDGER_LAST_ADMIN, ARG(":name", name));
}

bool account_insert(struct store *s, const struct account_new *a)
{
	return store_run(s, LEDGER_INSERT_ACCOUNT, ARG(":name", a->name), ARG(":role", a->role),
			 a->window ? ARG(":window", a->window) : ARG_NULL(":window"),
			 ARG(":password", str_of(a->hash)), ARG(":now_s", a->now_s));
}

static bool set_password(struct store *s, struct str name, const char *hash)
{
	return store_run(s, LEDGER_SET_PASSWORD, ARG(":name", name), ARG(":password", str_of(hash)),
			 ARG(":one_time", 1));
}

static bool no_totp(struct store *s, struct str name)
{
	return store_run(s, LEDGER_SET_TOTP, ARG(":name", name), ARG_NULL(":nonce"), ARG(":on", 0),
			 ARG(":step", 0)) &&
	       store_run(s, LEDGER_CLEAR_RECOVERY, ARG(":account", name));
}

bool account_reset(struct store *s, struct str name, const char *hash)
{
	return set_password(s, name, hash) && no_totp(s, name) && session_end_all(s, name, 0);
}

bool account_disable(struct store *s, struct str name, int64_t now_s)
{
	return store_run(s, LEDGER_SET_DISABLED, ARG(":name", name), ARG(":at", now_s)) &&
	       session_end_all(s, name, 0);
}

bool account_enable(struct store *s, struct str name)
{
	return store_run(s, LEDGER_SET_DISABLED, ARG(":name", name), ARG_NULL(":at"));
}

struct command_job {
	struct store *store;
	enum account_verb verb;
	struct account_new a;
};

static bool command_change(const struct command_job *j)
{
	switch (j->verb) {
	case ACCOUNT_ADD:
		return account_insert(j->store, &j->a);
	case ACCOUNT_RESET:
		return account_reset(j->store, j->a.name, j->a.hash);
	case ACCOUNT_DISABLE:
		return account_disable(j->store, j->a.name, j->a.now_s);
	}
	return false;
}

static bool command_run(void *job)
{
	static const enum audit_action action[] = {
		[ACCOUNT_ADD] = AUDIT_ACCOUNT_ADDED,
		[ACCOUNT_RESET] = AUDIT_ACCOUNT_RESET,
		[ACCOUNT_DISABLE] = AUDIT_ACCOUNT_DISABLED,
	};
	const struct command_job *j = job;
	const struct audit_event event = {
		.at_s = j->a.now_s,
		.address = STR("command"),
		.action = action[j->verb],
		.object = j->a.name,
		.detail = j->a.role,
	};

	return command_change(j) && chain_write(j->store, &event);
}

static bool may_be(struct store *s, enum account_verb verb, struct str name, struct err *e)
{
	if (verb == ACCOUNT_ADD && !account_name_fits(name))
		return err_set(e, "%.*s：用户名要用 1 到 %d 个字母、数字或 . _ -", STR_ARG(name),
			       NAME_MAX_BYTES);
	if (account_exists(s, name) == (verb == ACCOUNT_ADD))
		return err_set(e, "%.*s：%s", STR_ARG(name),
			       verb == ACCOUNT_ADD ? "已经有这个账号" : "没有这个账号");
	if (verb == ACCOUNT_DISABLE && account_is_last_admin(s, name))
		return err_set(e, "%.*s：是最后一个管理员，请先再加一个", STR_ARG(name));
	return true;
}

bool account_command(struct store *s, enum account_verb verb, const struct account_new *a,
		     char password[ONE_TIME_PASSWORD_TEXT], struct err *e)
{
	struct command_job job = { s, verb, *a };
	char hash[PASSWORD_HASH_TEXT];

	if (!may_be(s, verb, a->name, e))
		return false;
	if (verb != ACCOUNT_DISABLE) { /* hashed before the transaction, which is short */
		password_make(password);
		if (!crypto_password_hash(str_of(password), hash))
			return err_set(e, "内存不足，算不出口令的散列");
		job.a.hash = hash;
	}
	return store_change(s, command_run, &job, e);
}

bool account_list(struct store *s, void (*say)(void *ctx, struct str line), void *ctx,
		  struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_ACCOUNTS);
	char line[200];

	while (stmt_step(st) == DB_ROW) {
		snprintf(line, sizeof line, "%.*s\t%.*s\t%.*s%s%s%s", STR_ARG(stmt_text(st, 0)),
			 STR_ARG(stmt_text(st, 1)), STR_ARG(stmt_text(st, 2)),
			 stmt_int(st, 3) ? "\tone-time password" : "",
			 stmt_int(st, 4) ? "\tTOTP" : "", stmt_int(st, 5) ? "\tdisabled" : "");
		say(ctx, str_of(line));
	}
	stmt_reset(st);
	return db_error(store_db(s), e);
}
