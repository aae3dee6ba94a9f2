#include "store/rekey.h"

#include "base/file.h"
#include "store/backup.h"
#include "store/chain.h"
#include "store/key.h"
#include "store/store.h"
#include "store/token.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
	struct ledger_key k = *store_key(s);

	if (!key_take(file, &k, e))
		return false;
	k.right = true;
	k.since = 0;
	crypto_hex(w->print, k.print, sizeof k.print);
	store_key_set(s, &k);
	explicit_bzero(&k, sizeof k);
	return store_next_segment(s, w->now_s, e);
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
	ok = s && backup_put(store_db(s), ledger, "key", now_s, a, &out->backup, e) && token_key_make(fresh, e) &&
	     file_like(fresh, ledger, e) && take_key(s, fresh, &w, e) &&
	     store_change(s, run_change, &w, e);
	store_close(s);
	return ok && swap(path, fresh, a, out, e);
}
