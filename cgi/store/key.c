#include "store/key.h"

#include "base/file.h"
#include "date.h"
#include "store/backup.h"
#include "store/chain.h"
#include "store/upkeep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool read_said(struct store *s, struct said *out, struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_KEY_PRINT);
	bool ok = stmt_step(st) == DB_ROW &&
		  crypto_from_hex(stmt_text(st, 0), out->number, sizeof out->number) &&
		  crypto_from_hex(stmt_text(st, 1), out->print, sizeof out->print);

	if (ok)
		out->since = stmt_int(st, 2);
	stmt_reset(st);
	return ok || err_set(e, "台帐里没有写明是哪个大厅的");
}

bool key_hall(struct store *s, unsigned char number[HALL_NUMBER_BYTES], struct err *e)
{
	struct said said;
	bool ok = read_said(s, &said, e);

	if (ok)
		memcpy(number, said.number, sizeof said.number);
	return ok;
}

static void make_chain(const unsigned char key[MAC_KEY_BYTES], struct ledger_key *k)
{
	const struct str part = STR_INIT("audit");

	crypto_mac_parts(key, &part, 1, k->chain);
}

void key_know(struct store *s, const char *ledger, struct ledger_key *k)
{
	struct arena a = ARENA_INIT;
	const char *path = token_key_path(ledger, &a).s;
	unsigned char key[MAC_KEY_BYTES], print[MAC_BYTES];
	struct said said;
	struct err why;

	*k = (struct ledger_key){ .right = false };
	if (!token_key_read(path, key, &why)) {
		err_set(&k->why, "%s：请放回原来的密钥；找不回来，请运行 hallbook key", why.text);
	} else if (read_said(s, &said, &k->why)) {
		key_print(key, said.number, print);
		k->right = crypto_equal(print, said.print, sizeof print);
		k->since = said.since;
		if (k->right)
			make_chain(key, k);
		else
			err_set(&k->why,
				"%s：不是这本台帐的密钥：请放回原来的；找不回来，请运行 hallbook "
				"key",
				path);
	}
	explicit_bzero(key, sizeof key);
	arena_release(&a);
}

/* ---- a new one ---- */

struct change {
	struct store *s;
	int64_t now_s;
	char print[2 * MAC_BYTES + 1];
};

static bool run_change(void *job)
{
	struct change *w = job;
	const struct audit_event event = {
		.at_s = w->now_s,
		.address = STR("command"),
		.action = AUDIT_KEY_MADE,
		.object = STR(""),
		.detail = str_of(w->print),
	};

	return stmt_run(store_stmt(w->s, LEDGER_NO_TOTP)) &&
	       stmt_run(store_stmt(w->s, LEDGER_NO_RECOVERY)) && chain_write(w->s, &event);
}

/* From here on the store writes with the key that is in the file. */
static bool take_key(struct store *s, const char *file, struct change *w, struct err *e)
{
	unsigned char key[MAC_KEY_BYTES], number[HALL_NUMBER_BYTES], print[MAC_BYTES];
	struct ledger_key k = { .right = true };

	if (!token_key_read(file, key, e) || !key_hall(s, number, e))
		return false;
	key_print(key, number, print);
	crypto_hex(w->print, print, sizeof print);
	make_chain(key, &k);
	store_key_set(s, &k);
	explicit_bzero(key, sizeof key);
	return true;
}

/* FOLDER/backups/key.N.db, the first name that is free. */
static bool back_up(struct store *s, const char *ledger, struct arena *a, const char **file,
		    struct err *e)
{
	const char *folder = upkeep_folder(ledger, a).s;
	int n = 1;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return err_errno(e, "%s", folder);
	do
		*file = arena_printf(a, "%s/key.%d.db", folder, n++).s;
	while (access(*file, F_OK) == 0);
	return backup_make(store_db(s), ledger, *file, e);
}

/* The old key under another name, and the new one in its place. */
static bool swap(const char *path, const char *fresh, struct arena *a, struct key_changed *out,
		 struct err *e)
{
	struct stat st;
	int n = 1;

	out->old = NULL;
	if (lstat(path, &st) == 0) {
		do
			out->old = arena_printf(a, "%s.old.%d", path, n++).s;
		while (lstat(out->old, &st) == 0);
		if (rename(path, out->old) != 0)
			return err_errno(e, "%s", path);
	}
	if (rename(fresh, path) != 0)
		return err_errno(e, "%s", path);
	return file_sync(path, e);
}

bool key_change(const char *ledger, int64_t now_s, struct arena *a, struct key_changed *out,
		struct err *e)
{
	const char *path = token_key_path(ledger, a).s;
	const char *fresh = arena_printf(a, "%s.new", path).s;
	struct store *s = store_open_any_key(ledger, e);
	struct change w = { .s = s, .now_s = now_s };
	bool ok;

	unlink(fresh);
	ok = s && back_up(s, ledger, a, &out->backup, e) && token_key_make(fresh, e) &&
	     file_like(fresh, ledger, e) && take_key(s, fresh, &w, e) &&
	     store_change(s, run_change, &w, e);
	store_close(s);
	return ok && swap(path, fresh, a, out, e);
}
