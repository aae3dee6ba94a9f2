#include "staff/factor.h"

#include "staff/audit.h"
#include "staff/password.h"

#include <assert.h>
#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = TOTP_CODE_TEXT - 1, AROUND = 1 };

void totp_secret(const unsigned char key[MAC_KEY_BYTES], struct str account, int64_t nonce,
		 unsigned char out[TOTP_SECRET_BYTES])
{
	const struct str number = { (const char *)&nonce, sizeof nonce };
	unsigned char mac[DIGEST_BYTES];

	crypto_mac(key, PARTS(STR("totp"), account, number), mac, DIGEST_BYTES);
	memcpy(out, mac, TOTP_SECRET_BYTES);
}

void totp_secret_text(const unsigned char secret[TOTP_SECRET_BYTES], char out[TOTP_SECRET_TEXT])
{
	char *text = NULL;

	if (oath_base32_encode((const char *)secret, TOTP_SECRET_BYTES, &text, NULL) != OATH_OK)
		abort(); /* no memory: as in arena.h */
	assert(strlen(text) == TOTP_SECRET_TEXT - 1);
	memcpy(out, text, TOTP_SECRET_TEXT);
	free(text);
}

void totp_code(const unsigned char secret[TOTP_SECRET_BYTES], int64_t step,
	       char out[TOTP_CODE_TEXT])
{
	int rc = oath_hotp_generate((const char *)secret, TOTP_SECRET_BYTES, (uint64_t)step, DIGITS,
				    false, OATH_HOTP_DYNAMIC_TRUNCATION, out);

	assert(rc == OATH_OK); /* it fails for another number of digits alone */
}

/* Exactly six digits, blanks apart. */
static bool read_code(struct str in, char out[DIGITS])
{
	size_t n = 0;

	for (size_t i = 0; i < in.len; i++) {
		if (in.s[i] == ' ')
			continue;
		if (in.s[i] < '0' || in.s[i] > '9' || n == DIGITS)
			return false;
		out[n++] = in.s[i];
	}
	return n == DIGITS;
}

bool totp_check(const unsigned char secret[TOTP_SECRET_BYTES], struct str code, int64_t now_s,
		int64_t last, int64_t *step)
{
	char given[DIGITS], right[TOTP_CODE_TEXT];
	bool found = false;

	if (!read_code(code, given))
		return false;
	for (int64_t s = now_s / TOTP_STEP_S - AROUND; s <= now_s / TOTP_STEP_S + AROUND; s++) {
		totp_code(secret, s, right);
		if (crypto_equal(given, right, DIGITS) && s > last && !found) {
			*step = s;
			found = true;
		}
	}
	return found;
}

void recovery_make(char out[RECOVERY_TEXT])
{
	char long_one[ONE_TIME_PASSWORD_TEXT];

	password_make(long_one);
	snprintf(out, RECOVERY_TEXT, "%.11s", long_one); /* its first two groups */
}

void recovery_mac(const unsigned char key[MAC_KEY_BYTES], struct str account, struct str code,
		  unsigned char out[MAC_BYTES])
{
	char plain[RECOVERY_TEXT] = "";
	size_t n = 0;

	for (size_t i = 0; i < code.len && n < sizeof plain - 1; i++) {
		char ch = code.s[i];

		if (ch >= 'A' && ch <= 'Z')
			ch = (char)(ch - 'A' + 'a');
		if (ch != ' ' && ch != '-')
			plain[n++] = ch;
	}
	crypto_mac(key, PARTS(STR("code"), account, { plain, n }), out, MAC_BYTES);
}

/* ---- what the ledger keeps ---- */

struct row {
	int64_t nonce, step;
	enum factor_state state;
};

static struct row row_read(struct call *c, struct str account)
{
	struct stmt *st = store_bind(c->store, LEDGER_ACCOUNT, ARG(":name", account));
	struct row r = { 0, 0, FACTOR_OFF };

	if (stmt_step(st) == DB_ROW && !stmt_is_null(st, 3)) {
		r.nonce = stmt_int(st, 3);
		r.state = stmt_int(st, 4) ? FACTOR_ON : FACTOR_BEGUN;
		r.step = stmt_int(st, 5);
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

bool factor_codes(struct call *c, struct str account, struct str *json)
{
	unsigned char mac[MAC_BYTES];
	char code[RECOVERY_TEXT], text[RECOVERY_CODES * (RECOVERY_TEXT + 2) + 2];
	int n = 0;

	if (!recovery_clear(c, account))
		return false;
	for (int i = 0; i < RECOVERY_CODES; i++) {
		recovery_make(code);
		recovery_mac(c->app->key, account, str_of(code), mac);
		if (!store_run(c->store, LEDGER_INSERT_RECOVERY, ARG(":account", account),
			       ARG_BLOB(":code", mac, sizeof mac)))
			return false;
		n += snprintf(text + n, sizeof text - (size_t)n, "%c\"%s\"", i ? ',' : '[', code);
	}
	*json = arena_printf(c->arena, "%s]", text);
	return audit_add(c, AUDIT_RECOVERY_MADE, account, STR(""));
}
