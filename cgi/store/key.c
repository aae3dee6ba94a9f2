#include "store/key.h"

#include "base/file.h"
#include "sqlfile.h"
#include "store/ledger.sql.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct str key_path(const char *ledger, struct arena *a)
{
	return arena_printf(a, "%s.key", ledger);
}

bool key_make(const char *path, struct err *e)
{
	unsigned char key[MAC_KEY_BYTES];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0)
		return err_errno(e, "%s", path);
	crypto_random(key, sizeof key);
	ok = write(fd, key, sizeof key) == (ssize_t)sizeof key || err_errno(e, "%s", path);
	close(fd);
	ok = ok && file_sync(path, e);
	if (!ok)
		unlink(path);
	return ok;
}

bool key_read(const char *path, unsigned char key[MAC_KEY_BYTES], struct err *e)
{
	unsigned char bytes[MAC_KEY_BYTES + 1];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return err_errno(e, "%s", path);
	n = fstat(fd, &st) == 0 ? read(fd, bytes, sizeof bytes) : -1;
	close(fd);
	if (n != MAC_KEY_BYTES)
		return err_set(e, "%s：不是 %d 字节的密钥，请放回原来的", path, MAC_KEY_BYTES);
	if (st.st_mode & 077)
		return err_set(e, "%s：别的用户也能读，请运行 chmod 600 %s", path, path);
	memcpy(key, bytes, MAC_KEY_BYTES);
	return true;
}

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

	if (!key_read(file, key, e))
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
	const char *path = key_path(ledger, &a).s;
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
