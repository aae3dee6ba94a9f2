#include "store/key.h"

#include "store/statement.h"
#include "store/token.h"

#include <string.h>

void key_print(const unsigned char key[MAC_KEY_BYTES],
	       const unsigned char number[HALL_NUMBER_BYTES], unsigned char out[MAC_BYTES])
{
	unsigned char said[4 + HALL_NUMBER_BYTES] = { 'h', 'a', 'l', 'l' };

	memcpy(said + 4, number, HALL_NUMBER_BYTES);
	crypto_mac(key, (struct str){ (const char *)said, sizeof said }, out);
}

/* What the ledger says of hall and key. */
struct said {
	unsigned char number[HALL_NUMBER_BYTES];
	unsigned char print[MAC_BYTES];
	int64_t since;
};

static bool read_said(struct db *db, struct said *out, struct err *e)
{
	struct stmt *st = statement_prepare(db, STR("key_print"), e);
	bool ok = st && stmt_step(st) == DB_ROW &&
		  crypto_from_hex(stmt_text(st, 0), out->number, sizeof out->number) &&
		  crypto_from_hex(stmt_text(st, 1), out->print, sizeof out->print);

	if (ok)
		out->since = stmt_int(st, 2);
	stmt_finalize(db, st);
	db_clear_error(db);
	return ok || err_set(e, "台帐里没有写明是哪个大厅的");
}

bool key_hall(const char *file, unsigned char number[HALL_NUMBER_BYTES], struct err *e)
{
	struct db *db = db_open(file, DB_WRITE, e);
	struct said said;
	bool ok = db && read_said(db, &said, e);

	if (ok)
		memcpy(number, said.number, sizeof said.number);
	db_close(db);
	return ok;
}

bool key_take(const char *file, struct ledger_key *k, struct err *e)
{
	static const struct str audit = STR_INIT("audit"), log = STR_INIT("log");
	unsigned char key[MAC_KEY_BYTES];

	if (!token_key_read(file, key, e))
		return false;
	k->there = true;
	key_print(key, k->number, k->print);
	crypto_mac_parts(key, &audit, 1, k->chain);
	crypto_mac_parts(key, &log, 1, k->log);
	explicit_bzero(key, sizeof key);
	return true;
}

void key_know(struct db *db, const char *ledger, struct ledger_key *k)
{
	struct arena a = ARENA_INIT;
	const char *path = token_key_path(ledger, &a).s;
	struct said said = { .since = 0 };
	struct err why;
	bool told;

	*k = (struct ledger_key){ .right = false };
	told = read_said(db, &said, &k->why);
	memcpy(k->number, said.number, sizeof k->number);
	k->since = said.since;
	if (!key_take(path, k, &why))
		err_set(&k->why, "%s：请放回原来的密钥；找不回来，请运行 hallbook key", why.text);
	else if (told && crypto_equal(k->print, said.print, sizeof said.print))
		k->right = true;
	else if (told)
		err_set(&k->why,
			"%s：不是这本台帐的密钥：请放回原来的；找不回来，请运行 hallbook key",
			path);
	arena_release(&a);
}
