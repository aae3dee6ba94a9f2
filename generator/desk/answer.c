#include "desk/answer.h"

#include "base/file.h"
#include "catalogue/insert.h"
#include "desk/tablefile.h"
#include "sqlfile.h"
#include "table/table.h"

#include <stdio.h>
#include <unistd.h>

extern const char report_sql[], ask_sql[];

enum { REPORT_MAX_BYTES = 64 << 20, FINDINGS_MAX = 2000 };

/* What stands before the words because a terminal shows no table: 第 9 行 第 3 列（C列 事项名称）：
 */
static struct str bare(struct str text, struct str *heading)
{
	size_t end = str_find(text, STR("："));
	struct str head = str_head(text, end == SIZE_MAX ? 0 : end);
	size_t list = str_find(head, STR("列 ")), open = str_find(head, STR("（"));

	*heading = STR("");
	if (!(str_starts(head, STR("第 ")) || str_starts(head, STR("工作表“"))) ||
	    !str_contains(head, STR(" 行")))
		return text;
	if (open != SIZE_MAX && list != SIZE_MAX && list > open && str_ends(head, STR("）")))
		*heading =
			str_from(str_head(head, head.len - STR("）").len), list + STR("列 ").len);
	return str_from(text, end + STR("：").len);
}

static void write_finding(struct inserts *in, const struct report *r, const struct finding *one)
{
	static const char *const severity[] = {
		[SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"
	};
	struct str file = one->file, heading, text = bare(one->text, &heading);

	if (r->dir.len && str_starts(file, r->dir)) {
		const struct table_spec *spec =
			read_tables[tablefile_place(file = str_from(file, r->dir.len + 1))];

		if (spec) /* a workbook is that table too */
			file = str_of(spec->name);
	}
	INSERT(in, "finding", TEXT("severity", str_of(severity[one->severity])),
	       TEXT("code", str_of(finding_code_name(one->code))), TEXT("file", file),
	       TEXT("sheet", STR("")), INT("row", one->line), INT("col", one->column),
	       TEXT("heading", heading), TEXT("text", text));
}

static void write_findings(struct inserts *in, const struct report *r)
{
	size_t n = 0;

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < r->findings->n && n < FINDINGS_MAX; i++)
			if ((int)r->findings->list[i].severity == severity &&
			    !r->findings->list[i].acknowledged.len) {
				write_finding(in, r, &r->findings->list[i]);
				n++;
			}
}

static void write_differences(struct inserts *in, const struct differences *d)
{
	static const char *const kind[] = {
		[ADDED] = "added", [CHANGED] = "changed", [REMOVED] = "removed"
	};

	for (size_t i = 0; d && i < d->n; i++) {
		const struct difference *one = &d->list[i];

		INSERT(in, "difference", TEXT("kind", str_of(kind[one->kind])),
		       TEXT("file", one->file), TEXT("key", one->key), TEXT("label", one->label),
		       TEXT("heading", one->heading), TEXT("old", one->before),
		       TEXT("new", one->after));
	}
}

static void write_state(struct inserts *in, const struct report *r)
{
	static const size_t none[DIFFERENCE_KIND__MAX];
	const size_t *of = r->differences ? r->differences->of : none;
	struct arg preview = r->preview.len ? TEXT("preview", r->preview) : ARG_NULL("preview");

	INSERT(in, "report", TEXT("state", str_of(r->state)), INT("base", r->base),
	       INT("errors", (int64_t)finding_count(r->findings, SEVERITY_ERROR)),
	       INT("warnings", (int64_t)finding_count(r->findings, SEVERITY_WARNING)),
	       INT("added", (int64_t)of[ADDED]), INT("changed", (int64_t)of[CHANGED]),
	       INT("removed", (int64_t)of[REMOVED]), INT("at", r->at_s), preview,
	       INT_OR_NULL("version", r->version), TEXT("say", r->say));
}

static bool fill(struct db *db, const struct report *r, struct err *e)
{
	struct inserts in = { .db = db };

	if (!db_exec(db, "PRAGMA journal_mode = MEMORY", e) || !db_exec(db, "BEGIN", e) ||
	    !db_exec(db, report_sql, e))
		return false;
	write_state(&in, r);
	write_findings(&in, r);
	write_differences(&in, r->differences);
	return insert_end(&in, e) && db_exec(db, "COMMIT", e);
}

/* The part beside it takes its place. */
static bool put(const char *part, const char *path, bool ok, struct err *e)
{
	if (ok && rename(part, path) != 0)
		ok = err_errno(e, "%s", path);
	if (!ok)
		unlink(part);
	return ok;
}

static const char *part_of(const char *path, struct arena *a)
{
	return file_beside(path, arena_printf(a, ".%s.part", file_name(path)).s, a).s;
}

bool answer_write(const char *path, const struct report *r, struct arena *a, struct err *e)
{
	const char *part = part_of(path, a);
	struct db *db;
	bool ok;

	unlink(part);
	db = db_open(part, DB_CREATE, e);
	ok = db && fill(db, r, e);
	db_close(db);
	return put(part, path, ok, e);
}

bool answer_read(const char *path, struct report_state *out, struct arena *a)
{
	struct err e;
	struct db *db = access(path, F_OK) == 0 ? db_open(path, DB_READ, &e) : NULL;
	struct stmt *s = db ? sqlfile_prepare(db, ask_sql, "state", &e) : NULL;
	bool there = s && stmt_step(s) == DB_ROW;

	if (there)
		*out = (struct report_state){ arena_str(a, stmt_text(s, 0)), stmt_int(s, 1),
					      stmt_int(s, 2), stmt_int(s, 3) };
	db_close(db);
	return there;
}

static bool change(struct db *db, const char *state, int64_t version, struct str say, struct err *e)
{
	struct stmt *s = sqlfile_prepare(db, ask_sql, "change", e);

	if (!s || !db_exec(db, "PRAGMA journal_mode = MEMORY", e))
		return false;
	stmt_bind_args(
		s, ARGS(ARG(":state", str_of(state)), ARG(":version", version), ARG(":say", say)));
	return stmt_run(s) || (db_error(db, e) && false);
}

bool answer_change(const char *path, const char *state, int64_t version, struct str say,
		   struct arena *a, struct err *e)
{
	const char *part = part_of(path, a);
	struct db *db = NULL;
	struct str bytes;
	bool ok = file_read(path, REPORT_MAX_BYTES, a, &bytes, e) &&
		  file_replace(part, bytes, 0644, e) && (db = db_open(part, DB_WRITE, e)) &&
		  change(db, state, version, say, e);

	db_close(db);
	return put(part, path, ok, e);
}
