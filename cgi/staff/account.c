#include "staff/account.h"

#include "staff/session.h"

#include "base/utf8.h"
#include "pinyin.h"

enum { NAME_MAX_BYTES = 40, SPELLED_MAX = 30 };

static bool exists(struct store *s, struct str name)
{
	return store_exists(s, LEDGER_ACCOUNT, ARG(":name", name));
}

bool account_is_last_admin(struct store *s, struct str name)
{
	return store_exists(s, LEDGER_LAST_ADMIN, ARG(":name", name));
}

/* The first character's syllable and the initials of the others: 刘小兰 is liuxl. */
static struct str spelled(struct arena *a, struct str person)
{
	const struct pinyin *pinyin = pinyin_open(a);
	struct str out = STR(""), rest = person, before, syllable;

	while (rest.len && out.len < SPELLED_MAX) {
		before = rest;
		utf8_next(&rest);
		syllable = pinyin_spelling(pinyin, str_head(before, before.len - rest.len), a);
		out = arena_printf(a, "%.*s%.*s", STR_ARG(out),
				   STR_ARG(out.len ? str_head(syllable, 1) : syllable));
	}
	return out.len ? out : STR("user");
}

struct str account_name_for(struct store *s, struct arena *a, struct str person)
{
	struct str first = spelled(a, person), name = first;

	for (int n = 2; exists(s, name); n++)
		name = arena_printf(a, "%.*s%d", STR_ARG(first), n);
	return name;
}

const struct account_type account_type[ACCOUNT__MAX] = {
	[ACCOUNT_ADD] = { STR_INIT("add"), true, false, AUDIT_ACCOUNT_ADDED, MSG__MAX },
	[ACCOUNT_RESET] = { STR_INIT("reset"), true, true, AUDIT_ACCOUNT_RESET, MSG__MAX },
	[ACCOUNT_DISABLE] = { STR_INIT("disable"), false, true, AUDIT_ACCOUNT_DISABLED,
			      MSG_ACCOUNT_DISABLED },
	[ACCOUNT_ENABLE] = { STR_INIT("enable"), false, false, AUDIT_ACCOUNT_ENABLED,
			     MSG_ACCOUNT_ENABLED },
	[ACCOUNT_END] = { STR_INIT("end"), false, true, AUDIT_SESSIONS_ENDED, MSG_ACCOUNT_ENDED },
};

enum account_verb account_verb(struct str word)
{
	int i = 0;

	while (i < ACCOUNT__MAX && !str_eq(account_type[i].word, word))
		i++;
	return (enum account_verb)i;
}

enum message account_wrong(struct store *s, enum account_verb verb, struct str name)
{
	/* in the ledger "citizen" stands for whoever booked online */
	if (verb == ACCOUNT_ADD && (!str_is_of(name, STR_LETTERS STR_DIGITS "._-") ||
				    name.len > NAME_MAX_BYTES || str_eq(name, STR("citizen"))))
		return MSG_ACCOUNT_NAME;
	if (exists(s, name) == (verb == ACCOUNT_ADD))
		return verb == ACCOUNT_ADD ? MSG_ACCOUNT_TAKEN : MSG_ACCOUNT_NONE;
	return verb == ACCOUNT_DISABLE && account_is_last_admin(s, name) ? MSG_ACCOUNT_LAST
									 : MSG__MAX;
}

static bool reset(struct store *s, const struct account_new *a)
{
	return store_run(s, LEDGER_SET_PASSWORD, ARG(":name", a->name),
			 ARG(":password", str_of(a->hash)), ARG(":one_time", 1)) &&
	       store_run(s, LEDGER_SET_TOTP, ARG(":name", a->name), ARG_NULL(":nonce"),
			 ARG(":on", 0), ARG(":step", 0)) &&
	       store_run(s, LEDGER_CLEAR_RECOVERY, ARG(":account", a->name));
}

bool account_change(struct store *s, enum account_verb verb, const struct account_new *a)
{
	bool ok = true;

	if (verb == ACCOUNT_ADD)
		ok = store_run(s, LEDGER_INSERT_ACCOUNT, ARG(":name", a->name),
			       ARG(":person", a->person), ARG(":role", a->role),
			       ARG(":window", a->window), ARG(":password", str_of(a->hash)),
			       ARG(":now_s", a->now_s));
	else if (verb == ACCOUNT_RESET)
		ok = reset(s, a);
	else if (verb == ACCOUNT_DISABLE || verb == ACCOUNT_ENABLE)
		ok = store_run(s, LEDGER_SET_DISABLED, ARG(":name", a->name),
			       ARG(":at", verb == ACCOUNT_DISABLE ? a->now_s : 0));
	return ok && (!account_type[verb].ends_sessions || session_end_all(s, a->name, 0));
}

struct command_job {
	struct store *store;
	enum account_verb verb;
	struct account_new a;
};

static bool command_run(void *job)
{
	const struct command_job *j = job;
	const struct audit_event event = {
		.at_s = j->a.now_s,
		.address = STR("command"),
		.action = account_type[j->verb].audit,
		.object = j->a.name,
		.detail = j->a.role,
	};

	return account_change(j->store, j->verb, &j->a) && chain_write(j->store, &event);
}

bool account_command(struct store *s, enum account_verb verb, const struct account_new *a,
		     char password[ONE_TIME_PASSWORD_TEXT], struct err *e)
{
	struct command_job job = { s, verb, *a };
	enum message wrong = account_wrong(s, verb, a->name);
	char hash[PASSWORD_HASH_TEXT];

	if (wrong != MSG__MAX)
		return err_set(e, "%.*s：%.*s", STR_ARG(a->name), STR_ARG(message_plain(wrong)));
	if (account_type[verb].makes_password) { /* hashed before the transaction, which is short */
		password_make(password);
		if (!crypto_password_hash(str_of(password), hash))
			return err_set(e, "内存不足，算不出口令的散列");
		job.a.hash = hash;
	}
	return store_change(s, command_run, &job, e);
}
