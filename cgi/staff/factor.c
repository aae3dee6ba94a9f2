#include "staff/factor.h"

#include "staff/audit.h"

#include <stdio.h>
#include <string.h>

struct row {
	int64_t nonce, step;
	enum factor_state state;
};

static struct row row_read(struct call *c, struct str account)
{
	struct stmt *st = store_bind(c->store, LEDGER_ACCOUNT, ARG(":name", account));
	struct row r = { 0, 0, FACTOR_OFF };

	if (stmt_step(st) == DB_ROW && !stmt_is_null(st, 2)) {
		r.nonce = stmt_int(st, 2);
		r.state = stmt_int(st, 3) ? FACTOR_ON : FACTOR_BEGUN;
		r.step = stmt_int(st, 4);
	}
	stmt_reset(st);
	return r;
}

/* FACTOR_OFF forgets the secret. */
static bool row_write(struct call *c, struct str account, const struct row *r)
{
	return store_run(c->store, LEDGER_SET_TOTP, ARG(":name", account),
			 r->state != FACTOR_OFF ? ARG(":nonce", r->nonce) : ARG_NULL(":nonce"),
			 ARG(":on", r->state == FACTOR_ON), ARG(":step", r->step));
}

enum factor_state factor_state(struct call *c, struct str account,
			       unsigned char secret[TOTP_SECRET_BYTES])
{
	struct row r = row_read(c, account);

	if (r.state != FACTOR_OFF)
		totp_secret(c->app->key, account, r.nonce, secret);
	return r.state;
}

static bool recovery_use(struct call *c, struct str account, struct str code)
{
	unsigned char mac[MAC_BYTES];

	recovery_mac(c->app->key, account, code, mac);
	return store_run(c->store, LEDGER_USE_RECOVERY, ARG(":account", account),
			 ARG_BLOB(":code", mac, sizeof mac)) &&
	       db_changes(store_db(c->store)) == 1 &&
	       audit_add(c, AUDIT_RECOVERY_USED, account, STR(""));
}

/* Uses up a number of the secret; writes the row. */
static bool number_use(struct call *c, struct str account, struct row *r, struct str code)
{
	unsigned char secret[TOTP_SECRET_BYTES];

	totp_secret(c->app->key, account, r->nonce, secret);
	return totp_check(secret, code, c->q->now_utc_s, r->step, &r->step) &&
	       row_write(c, account, r);
}

bool factor_accepts(struct call *c, struct str account, struct str code)
{
	struct row r = row_read(c, account);

	return r.state != FACTOR_ON || number_use(c, account, &r, code) ||
	       recovery_use(c, account, code);
}

bool factor_begin(struct call *c, struct str account)
{
	struct row r = { .state = FACTOR_BEGUN };

	crypto_random(&r.nonce, sizeof r.nonce);
	return row_write(c, account, &r);
}

bool factor_confirm(struct call *c, struct str account, struct str code)
{
	struct row r = row_read(c, account);

	if (r.state != FACTOR_BEGUN)
		return false;
	r.state = FACTOR_ON;
	return number_use(c, account, &r, code) && audit_add(c, AUDIT_TOTP_ON, account, STR(""));
}

static bool recovery_clear(struct call *c, struct str account)
{
	return store_run(c->store, LEDGER_CLEAR_RECOVERY, ARG(":account", account));
}

bool factor_stop(struct call *c, struct str account)
{
	const struct row off = { .state = FACTOR_OFF };

	return row_write(c, account, &off) && recovery_clear(c, account) &&
	       audit_add(c, AUDIT_TOTP_OFF, account, STR(""));
}

static bool recovery_insert(struct call *c, struct str account, const char *code)
{
	unsigned char mac[MAC_BYTES];

	recovery_mac(c->app->key, account, str_of(code), mac);
	return store_run(c->store, LEDGER_INSERT_RECOVERY, ARG(":account", account),
			 ARG_BLOB(":code", mac, sizeof mac));
}

bool factor_codes(struct call *c, struct str account, struct str *json)
{
	char code[RECOVERY_TEXT], text[RECOVERY_CODES * (RECOVERY_TEXT + 2) + 2];
	int n = 0;

	if (!recovery_clear(c, account))
		return false;
	for (int i = 0; i < RECOVERY_CODES; i++) {
		recovery_make(code);
		if (!recovery_insert(c, account, code))
			return false;
		n += snprintf(text + n, sizeof text - (size_t)n, "%c\"%s\"", i ? ',' : '[', code);
	}
	*json = arena_printf(c->arena, "%s]", text);
	return audit_add(c, AUDIT_RECOVERY_MADE, account, STR(""));
}
