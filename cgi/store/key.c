#include "store/key.h"

#include "sqlfile.h"
#include "store/ledger.sql.h"
#include "store/token.h"

#include <string.h>
#include <unistd.h>

void key_print(const unsigned char key[MAC_KEY_BYTES],
	       const unsigned char number[HALL_NUMBER_BYTES], unsigned char out[MAC_BYTES])
{
	crypto_mac(key, PARTS(STR("hall"), { (const char *)number, HALL_NUMBER_BYTES }), out,
		   MAC_BYTES);
}

/* What the ledger says of hall and key. */
static bool read_said(struct db *db, unsigned char number[HALL_NUMBER_BYTES],
		      unsigned char print[MAC_BYTES], int64_t *since, struct err *e)
{
	struct stmt *st = sqlfile_prepare(db, ledger_sql, "key_print", e);
	bool ok = st && stmt_step(st) == DB_ROW &&
		  crypto_from_hex(stmt_text(st, 0), number, HALL_NUMBER_BYTES) &&
		  crypto_from_hex(stmt_text(st, 1), print, MAC_BYTES);

	if (ok)
		*since = stmt_int(st, 2);
	stmt_finalize(db, st);
	db_clear_error(db);
	return ok || err_set(e, "台帐里没有写明是哪个大厅的");
}

bool key_hall(const char *file, unsigned char number[HALL_NUMBER_BYTES], struct err *e)
{
	struct db *db = db_open(file, DB_WRITE, e);
	unsigned char print[MAC_BYTES];
	int64_t since;
	bool ok = db && read_said(db, number, print, &since, e);

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
	crypto_mac(key, &audit, 1, k->chain, DIGEST_BYTES);
	crypto_mac(key, &log, 1, k->log, DIGEST_BYTES);
	explicit_bzero(key, sizeof key);
	return true;
}

void key_know(struct db *db, const char *ledger, struct ledger_key *k)
{
	struct arena a = ARENA_INIT;
	const char *path = token_key_path(ledger, &a).s;
	unsigned char print[MAC_BYTES];
	struct err why;
	bool told;

	*k = (struct ledger_key){ .right = false };
	told = read_said(db, k->number, print, &k->since, &k->why);
	if (!key_take(path, k, &why))
		err_set(&k->why, "%s%s", why.text,
			access(path, F_OK) == 0
				? "" /* hallbook key leaves one that is there alone */
				: "：请放回原来的密钥；找不回来，请运行 hallbook key");
	else if (told && crypto_equal(k->print, print, sizeof print))
		k->right = true;
	else if (told)
		err_set(&k->why,
			"%s：不是这本台帐的密钥：请放回原来的；找不回来，请运行 hallbook key",
			path);
	arena_release(&a);
}
