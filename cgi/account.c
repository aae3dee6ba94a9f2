#include "account.h"

enum { NAME_MAX_BYTES = 40 };

bool account_is_role(struct str role)
{
	return str_eq(role, STR("clerk")) || str_eq(role, STR("leader")) ||
	       str_eq(role, STR("admin"));
}

static bool is_name(struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.s[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '.' || c == '_' || c == '-'))
			return false;
	}
	return name.len > 0 && name.len <= NAME_MAX_BYTES;
}

bool account_add(struct store *s, struct str name, struct str role, int64_t window, int64_t now_s,
		 char password[ONE_TIME_PASSWORD_TEXT], struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_ACCOUNT_EXISTS);
	char hash[PASSWORD_HASH_TEXT];

	if (!is_name(name))
		return err_set(e, "%.*s: a name has 1 to %d of A-Z a-z 0-9 . _ -", STR_ARG(name),
			       NAME_MAX_BYTES);
	store_bind_text(st, ":name", name);
	if (store_exists(st))
		return err_set(e, "%.*s: exists already", STR_ARG(name));
	password_make(password);
	if (!crypto_password_hash(str_of(password), hash))
		return err_set(e, "not enough memory for the password's hash");
	st = store_stmt(s, LEDGER_INSERT_ACCOUNT);
	store_bind_text(st, ":name", name);
	store_bind_text(st, ":role", role);
	if (window)
		store_bind_int(st, ":window", window);
	store_bind_text(st, ":password", str_of(hash));
	store_bind_int(st, ":now_s", now_s);
	return stmt_run(st) || db_error(store_db(s), e);
}
