#include "render/pagedata.h"

#include "qr.h"
#include "sqlfile.h"

extern const char pagedata_sql[];

static struct str upper(struct str s, struct arena *a)
{
	char *out = (char *)arena_alloc(a, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		out[i] = s.s[i] >= 'a' && s.s[i] <= 'z' ? (char)(s.s[i] - 'a' + 'A') : s.s[i];
	return (struct str){ out, s.len };
}

struct str pagedata_code_url(const struct site *s, struct str code, struct arena *a)
{
	struct str url =
		code.len ? arena_printf(a, "%.*s/W/%.*s", STR_ARG(s->base_url), STR_ARG(code))
			 : arena_printf(a, "%.*s/", STR_ARG(s->base_url));

	return s->base_path.len ? url : upper(url, a);
}

static struct stmt *prepare(struct db *db, const struct sqlfile *f, struct str name, struct err *e)
{
	const struct sqlfile_entry *entry = sqlfile_find(f, STR("name"), name);

	if (!entry) {
		err_set(e, "pagedata.sql: no %.*s", STR_ARG(name));
		return NULL;
	}
	return db_prepare(db, entry->sql, e);
}

static bool run(struct db *db, const struct sqlfile *f, struct str name, struct err *e)
{
	struct stmt *s = prepare(db, f, name, e);

	if (!s)
		return false;
	stmt_run(s);
	stmt_finalize(db, s);
	return db_error(db, e);
}

static bool add_code(struct stmt *insert, const struct site *s, int64_t window, struct str code,
		     struct err *e)
{
	struct arena a = ARENA_INIT;
	struct buf path = BUF_INIT;
	struct str url = pagedata_code_url(s, code, &a);
	struct qr qr;
	bool ok = qr_encode(url, &a, &qr, e);

	if (ok) {
		qr_path(&qr, &path);
		stmt_bind_int(insert, stmt_param(insert, ":window"), window);
		stmt_bind_text(insert, stmt_param(insert, ":url"), url);
		stmt_bind_int(insert, stmt_param(insert, ":version"), qr.version);
		stmt_bind_int(insert, stmt_param(insert, ":side"), qr.width + 2 * QR_QUIET);
		stmt_bind_text(insert, stmt_param(insert, ":path"), buf_str(&path));
		stmt_run(insert);
	}
	buf_release(&path);
	arena_release(&a);
	return ok;
}

static bool fill_codes(struct db *db, const struct sqlfile *f, const struct site *s, struct err *e)
{
	struct stmt *insert = prepare(db, f, STR("insert_code"), e);
	struct stmt *windows = insert ? prepare(db, f, STR("windows"), e) : NULL;
	bool ok = windows && add_code(insert, s, 0, STR(""), e);

	while (ok && stmt_step(windows) == DB_ROW)
		ok = add_code(insert, s, stmt_int(windows, 0), stmt_text(windows, 1), e);
	stmt_finalize(db, windows);
	stmt_finalize(db, insert);
	return ok && db_error(db, e);
}

bool pagedata_open(struct pagedata *d, struct db *db, const struct site *s, struct arena *a,
		   struct err *e)
{
	struct sqlfile f;

	if (!sqlfile_parse(str_of(pagedata_sql), "pagedata.sql", a, &f, e) ||
	    !run(db, &f, STR("create_page_path"), e) || !run(db, &f, STR("create_code"), e) ||
	    !run(db, &f, STR("create_clock"), e) || !run(db, &f, STR("fill_clock"), e) ||
	    !run(db, &f, STR("create_here"), e) || !run(db, &f, STR("fill_here"), e))
		return false;
	d->insert_page_path = prepare(db, &f, STR("insert_page_path"), e);
	return d->insert_page_path && fill_codes(db, &f, s, e);
}

bool pagedata_add_path(struct pagedata *d, struct str address, struct str url, bool indexed)
{
	struct stmt *s = d->insert_page_path;

	stmt_bind_text(s, stmt_param(s, ":address"), address);
	stmt_bind_text(s, stmt_param(s, ":url"), url);
	stmt_bind_int(s, stmt_param(s, ":indexed"), indexed);
	return stmt_run(s);
}
