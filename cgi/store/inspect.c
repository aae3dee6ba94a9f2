#include "store/inspect.h"

#include "store/chain.h"
#include "store/key.h"
#include "store/replay.h"
#include "store/storefile.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void fault(struct inspect *c, struct str text)
{
	c->say(c->ctx, text);
	c->faults++;
}

static void fault_of(struct inspect *c, const char *what, const struct err *why)
{
	char text[sizeof why->text + 100];

	snprintf(text, sizeof text, "%s%s", what, why->text);
	fault(c, str_of(text));
}

static void remove_again(const struct inspect *c)
{
	static const char *const part[] = { "", "-wal", "-shm", "-journal" };
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < COUNT(part); i++)
		unlink(arena_printf(&a, "%s%s", c->again, part[i]).s);
	arena_release(&a);
}

/* ---- the rules, as they are written in the file ---- */

struct rule {
	struct str type, name, sql;
};

struct rules {
	struct rule *rule; /* by type and name */
	size_t n, cap;
};

/* Without comments and blanks, which a migration need not keep. */
static struct str plain(struct str sql, struct arena *a)
{
	char *p = arena_alloc(a, sql.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < sql.len; i++) {
		if (str_starts(str_from(sql, i), STR("--")))
			while (i + 1 < sql.len && sql.s[i] != '\n')
				i++;
		if (!strchr(" \t\r\n", sql.s[i]))
			p[n++] = sql.s[i];
	}
	return (struct str){ p, n };
}

static bool read_rules(struct db *db, struct arena *a, struct rules *out, struct err *e)
{
	struct str sql;
	struct stmt *st = storefile_sql(STR("schema"), a, &sql, e) ? db_prepare(db, sql, e) : NULL;
	bool ok;

	*out = (struct rules){ .n = 0 };
	while (st && stmt_step(st) == DB_ROW) {
		struct rule *r = arena_push(a, &out->rule, &out->n, &out->cap, sizeof *r);

		r->type = arena_str(a, stmt_text(st, 0));
		r->name = arena_str(a, stmt_text(st, 1));
		r->sql = plain(arena_str(a, stmt_text(st, 2)), a);
	}
	ok = st && db_error(db, e);
	stmt_finalize(db, st);
	return ok;
}

static const char *type_word(struct str type)
{
	return str_eq(type, STR("table"))     ? "表"
	       : str_eq(type, STR("index"))   ? "索引"
	       : str_eq(type, STR("trigger")) ? "触发器"
					      : "视图";
}

static void rule_fault(struct inspect *c, const struct rule *r, const char *what)
{
	char text[200];

	snprintf(text, sizeof text, "%s %.*s：%s", type_word(r->type), STR_ARG(r->name), what);
	fault(c, str_of(text));
}

static int rule_order(const struct rule *x, const struct rule *y)
{
	int order = str_cmp(x->type, y->type);

	return order ? order : str_cmp(x->name, y->name);
}

/* Two sorted lists side by side. */
static void compare_rules(struct inspect *c, const struct rules *is, const struct rules *should)
{
	size_t i = 0, j = 0;

	while (i < is->n || j < should->n) {
		int order = i == is->n	     ? 1
			    : j == should->n ? -1
					     : rule_order(&is->rule[i], &should->rule[j]);

		if (order < 0)
			rule_fault(c, &is->rule[i++], "多出来的，新台帐里没有");
		else if (order > 0)
			rule_fault(c, &should->rule[j++], "不见了");
		else if (!str_eq(is->rule[i++].sql, should->rule[j++].sql))
			rule_fault(c, &should->rule[j - 1], "被改过");
	}
}

/* An older ledger has rules of its own, until it is migrated. */
static bool check_rules(struct inspect *c, struct db *db, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct rules is, should;
	struct db *fresh = NULL;
	int64_t version;
	bool ok = db_get_int(db, "PRAGMA user_version", &version, e);

	if (ok && version == LEDGER_SCHEMA_VERSION) {
		fresh = db_open(c->again, DB_WRITE, e);
		ok = fresh && read_rules(db, &a, &is, e) && read_rules(fresh, &a, &should, e);
		if (ok)
			compare_rules(c, &is, &should);
	}
	db_close(fresh);
	arena_release(&a);
	return ok;
}

/* ---- rows ---- */

static bool check_rows(struct inspect *c, struct store *s, struct err *e)
{
	for (int i = LEDGER_CHECK_HISTORY; i <= LEDGER_CHECK_REFERENCES; i++) {
		struct stmt *st = store_stmt(s, (enum ledger_stmt)i);

		while (stmt_step(st) == DB_ROW)
			fault(c, stmt_text(st, 0));
		stmt_reset(st);
	}
	return db_error(store_db(s), e);
}

static void compare(struct inspect *c, struct store *s, struct str sql, struct err *e)
{
	struct stmt *st = db_prepare(store_db(s), sql, e);

	if (!st)
		fault_of(c, "", e);
	while (st && stmt_step(st) == DB_ROW)
		fault(c, stmt_text(st, 0));
	stmt_finalize(store_db(s), st);
}

static bool compare_all(struct inspect *c, struct store *s, struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_JOURNAL_COMPARE);
	struct arena a = ARENA_INIT;

	while (stmt_step(st) == DB_ROW) {
		compare(c, s, arena_str(&a, stmt_text(st, 0)), e);
		compare(c, s, arena_str(&a, stmt_text(st, 1)), e);
	}
	stmt_reset(st);
	arena_release(&a);
	return db_error(store_db(s), e);
}

/* A ledger of the journal's first `bytes`; what is wrong with the journal is a fault. */
static bool rebuild(struct inspect *c, struct journal *j, int64_t bytes, struct err *e)
{
	struct store *s = store_look(c->again, c->ledger, e);
	struct err wrong;

	if (s && !replay_run(s, j, bytes, &wrong))
		fault_of(c, "变更日志接不上：", &wrong);
	store_close(s);
	return s != NULL;
}

/* Under the writer's lock, where no transaction is on its way. */
static bool journal_fits(struct inspect *c, struct store *s, struct journal *j, struct err *e)
{
	struct err ignored;
	int64_t ahead = 0;
	bool ok = db_exec(store_db(s), "BEGIN IMMEDIATE", e) && replay_ahead_by(s, j, &ahead, e);

	if (db_in_transaction(store_db(s)))
		db_exec(store_db(s), "ROLLBACK", &ignored);
	if (ok && ahead != 0)
		fault(c, ahead > 0 ? STR("变更日志比台帐长：台帐里缺最近的变更")
				   : STR("变更日志比台帐短：被清空、截断或换过"));
	return ok;
}

/* A ledger just made has no journal yet: then it must have no rows either. */
static bool check_journal(struct inspect *c, struct store *s, struct err *e)
{
	struct db *db = store_db(s);
	struct journal_mark m = { 0 };
	struct journal j;
	struct err why, ignored;
	bool has = journal_open(&j, c->journal, true, &why);
	bool ok = (!has || journal_fits(c, s, &j, e)) && db_exec(db, "BEGIN", e) &&
		  journal_mark_read(s, &m, e); /* from here on all is read of one moment */

	if (ok && !has && m.bytes > 0)
		fault_of(c, "变更日志打不开：", &why);
	ok = ok && (!has || rebuild(c, &j, m.bytes, e)) && db_attach(db, c->again, "again", e) &&
	     compare_all(c, s, e) && db_exec(db, "COMMIT", e) && db_exec(db, "DETACH again", e);
	if (db_in_transaction(db))
		db_exec(db, "ROLLBACK", &ignored);
	if (has)
		journal_close(&j);
	return ok;
}

static bool check_store(struct inspect *c, struct store *s, struct err *e)
{
	if (!check_rules(c, store_db(s), e) || !check_rows(c, s, e))
		return false;
	chain_check(s, c->say, c->ctx, &c->faults);
	return db_error(store_db(s), e) && check_journal(c, s, e);
}

/* Where a rule is gone that our statements need, all that can be told is which. */
static bool check_rest(struct inspect *c, struct err *e)
{
	struct err ignored;
	struct db *db = db_open(c->file, DB_WRITE, &ignored);
	int64_t application = 0;
	bool ok = db && db_get_int(db, "PRAGMA application_id", &application, &ignored) &&
		  application == LEDGER_APPLICATION_ID && check_rules(c, db, &ignored) &&
		  c->faults > 0;

	db_close(db);
	if (ok)
		fault_of(c, "其余没有核对：", e);
	return ok;
}

bool inspect_run(struct inspect *c, struct err *e)
{
	struct store *s = store_look(c->file, c->ledger, e);
	bool ok = false;
	struct err why;

	c->faults = 0;
	remove_again(c);
	if (!s) {
		ok = storefile_make(c->again, NULL, &why) && check_rest(c, e);
	} else if (storefile_make(c->again, NULL, e)) {
		if (!store_key(s)->right)
			fault_of(c, "密钥：", &store_key(s)->why);
		ok = check_store(c, s, e);
	}
	store_close(s);
	remove_again(c);
	return ok;
}
