#include "store/rekey.h"

#include "base/file.h"
#include "store/backup.h"
#include "store/chain.h"
#include "store/key.h"
#include "store/store.h"

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

/* Also a link that leads nowhere is there: the disk behind it may come back. */
static bool key_is_gone(const char *path, struct err *e)
{
	struct stat st;

	return lstat(path, &st) != 0 ||
	       err_set(e, "%s：密钥在原处，没有动它；真要换新的，先把它移到别处", path);
}

bool key_change(const char *ledger, int64_t now_s, struct arena *a, const char **backup,
		struct err *e)
{
	const char *path = key_path(ledger, a).s;
	const char *fresh = arena_printf(a, "%s.new", path).s;
	struct store *s = key_is_gone(path, e) ? store_open(ledger, NULL, STORE_ANY_KEY, e) : NULL;
	struct change w = { .s = s, .now_s = now_s };
	bool ok;

	unlink(fresh);
	ok = s && backup_put(store_db(s), ledger, "key", now_s, a, backup, e) &&
	     key_make(fresh, e) && take_key(s, fresh, &w, e) && store_change(s, run_change, &w, e);
	store_close(s);
	if (ok && rename(fresh, path) != 0)
		ok = err_errno(e, "%s", path);
	return ok && file_sync(path, e);
}
