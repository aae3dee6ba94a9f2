/*
 * Lists and pages from named statements, driven with a small catalogue in
 * memory: a new page kind is one query and one template, no C.
 */
#include "base/file.h"
#include "template/sitepage.h"
#include "template/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static const char catalogue[] =
	"CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
	"INSERT INTO setting VALUES('hall_name', '办事大厅'), ('limit', '2');"
	"CREATE TABLE item(no INTEGER PRIMARY KEY, name TEXT, mode TEXT, remark TEXT) STRICT;"
	"INSERT INTO item VALUES(1, '户口', 'noon', NULL), (9, '身份证 <二代>', 'all', 'x');"
	"CREATE TABLE day(day TEXT PRIMARY KEY, mode TEXT) STRICT;"
	"INSERT INTO day VALUES('11-28', 'all'), ('11-29', 'all'), ('11-30', 'all'),"
	" ('12-01', 'noon');"
	"CREATE TABLE slot(day TEXT, start TEXT, item INTEGER) STRICT;"
	"INSERT INTO slot VALUES('11-28', '8:30', 9), ('11-28', '9:00', 9), ('12-01', '12:00', 1);";

/* Everything a page kind needs. */
static const char pages[] =
	"-- page: items/{no}/index.html   template: item.html\n"
	"SELECT no, name, mode, remark FROM item ORDER BY no;\n"
	"-- list: item.days\n"
	"SELECT day FROM day WHERE mode = :mode ORDER BY day LIMIT CAST(:limit AS INTEGER);\n"
	"-- list: days.slots\n"
	"SELECT start FROM slot WHERE day = :day AND item = :no ORDER BY start;\n"
	"-- list: site.same\n"
	"SELECT no AS other FROM item WHERE remark IS :remark ORDER BY no;\n";

static const char item_html[] = "{{hall_name}} {{no}} {{name}}:"
				"{{#days}} {{day}}{{#slots}} {{start}}{{/slots}}"
				"{{^slots}} full{{/slots}};{{/days}}\n";

struct stand {
	char dir[32];
	struct arena arena;
	struct db *db;
	struct sqlfile file;
	struct template_set set;
	struct view_frame site;
	struct err e;
};

static int stand_begin(void **state)
{
	struct stand *s = calloc(1, sizeof *s);

	*state = s;
	strcpy(s->dir, "/tmp/sqlviewXXXXXX");
	assert_non_null(mkdtemp(s->dir));
	s->db = db_open(":memory:", DB_CREATE, &s->e);
	assert_non_null(s->db);
	assert_true(db_exec(s->db, catalogue, &s->e));
	assert_true(site_frame_load(s->db, "main", &s->arena, &s->site, &s->e));
	s->set = (struct template_set){ s->dir, &s->arena, &s->arena, NULL };
	return 0;
}

static void path_of(const struct stand *s, const char *name, char out[64])
{
	snprintf(out, 64, "%s/%s", s->dir, name);
}

static int stand_end(void **state)
{
	struct stand *s = *state;
	char path[64];

	path_of(s, "item.html", path);
	unlink(path);
	rmdir(s->dir);
	db_close(s->db);
	arena_release(&s->arena);
	free(s);
	return 0;
}

static void template_write(struct stand *s, const char *text)
{
	char path[64];

	path_of(s, "item.html", path);
	assert_true(file_replace(path, str_of(text), 0600, &s->e));
}

static struct sqlview *open_view(struct stand *s, const char *sql)
{
	assert_true(sqlfile_parse(str_of(sql), "pages.sql", &s->arena, &s->file, &s->e));
	return sqlview_open(s->db, &s->file, "pages.sql", &s->arena, &s->e);
}

/* What hallgen does for any page kind; it knows no column and no list by name. */
static bool render_all(struct stand *s, struct sqlview *v, struct buf *out)
{
	const struct sqlfile_entry *page = &s->file.entry[0];
	struct stmt *stmt = db_prepare(s->db, page->sql, &s->e);
	struct str name = sqlfile_attr(page, STR("template"));
	const struct view_type *type = sqlview_type(stmt, str_head(name, name.len - 5), &s->arena);
	const struct view_scope outer = { s->site.type, NULL }, scope = { type, &outer };
	const struct template *t = template_load(&s->set, name, &scope, v, &s->e);

	if (!t)
		return false;
	while (stmt_step(stmt) == DB_ROW) {
		struct view_frame row = { type, sqlview_cells(stmt, &s->arena), &s->site };

		if (!template_render(t, &row, NULL, &s->arena, out, &s->e))
			return false;
	}
	return true;
}

/* Both ways: each list run for each use, and only where its parameters changed. */
static void page_shows(struct stand *s, const char *sql, const char *text, const char *expect)
{
	template_write(s, text);
	for (int fixed = 0; fixed < 2; fixed++) {
		struct buf out = BUF_INIT;
		struct sqlview *v = open_view(s, sql);

		assert_non_null(v);
		if (fixed)
			sqlview_fix(v);
		if (!render_all(s, v, &out))
			print_message("%s:%d: %s\n", s->e.file, s->e.line, s->e.text);
		buf_add_char(&out, '\0');
		assert_string_equal(out.s, expect);
		buf_release(&out);
		sqlview_close(v);
	}
}

static void new_page_kind(void **state)
{
	page_shows(*state, pages, item_html,
		   "办事大厅 1 户口: 12-01 12:00;\n"
		   "办事大厅 9 身份证 &lt;二代&gt;: 11-28 8:30 9:00; 11-29 full;\n");
}

static void same_list_from_two_scopes(void **state)
{
	/* :no is the item's in the first frame and the inner row's in the second. */
	const char *sql = "-- page: x   template: item.html\n"
			  "SELECT 1 AS no;\n"
			  "-- list: item.inner\n"
			  "SELECT 9 AS no;\n"
			  "-- list: item.who\n"
			  "SELECT name FROM item WHERE no = :no;\n";

	page_shows(*state, sql,
		   "{{#who}}{{name}}{{/who}}"
		   "{{#inner}}|{{#who}}{{name}}{{/who}}|{{/inner}}"
		   "{{#who}}{{name}}{{/who}}",
		   "户口|身份证 &lt;二代&gt;|户口");
}

/* 1: pages that are alike in the parameter; 2: null, the empty text, null again. */
static void parameters_tell_lists_apart(void **state)
{
	const char *sql =
		"-- page: x   template: item.html\n"
		"SELECT 'a' AS p UNION ALL SELECT 'a' UNION ALL SELECT 'b' UNION ALL SELECT 'a'\n"
		"UNION ALL SELECT NULL UNION ALL SELECT '' UNION ALL SELECT NULL;\n"
		"-- list: item.echo\n"
		"SELECT coalesce(:p, 'null') AS q;\n";

	page_shows(*state, sql, "{{#echo}}<{{q}}>{{/echo}}", "<a><a><b><a><null><><null>");
}

/* random() tells one run of a statement from another. */
static bool second_page_runs_again(struct stand *s, bool fixed)
{
	struct buf out = BUF_INIT;
	struct sqlview *v = open_view(s, "-- page: x   template: item.html\n"
					 "SELECT no FROM item ORDER BY no;\n"
					 "-- list: item.moment\n"
					 "SELECT random() AS n;\n");
	struct str first, second;
	bool differ;

	assert_non_null(v);
	if (fixed)
		sqlview_fix(v);
	template_write(s, "{{#moment}}{{n}}{{/moment}} ");
	assert_true(render_all(s, v, &out));
	second = buf_str(&out);
	first = str_cut(&second, ' ');
	second = str_cut(&second, ' ');
	assert_true(first.len > 0 && second.len > 0);
	differ = !str_eq(first, second);
	buf_release(&out);
	sqlview_close(v);
	return differ;
}

static void fixed_lists_run_once(void **state)
{
	assert_true(second_page_runs_again(*state, false));
	assert_false(second_page_runs_again(*state, true));
}

static void null_binds_null(void **state)
{
	page_shows(*state, pages, "{{no}}:{{#same}} {{other}}{{/same}};", "1: 1;9: 9;");
}

static void rows_outlive_their_statement(void **state)
{
	const char *sql = "-- page: x   template: item.html\n"
			  "SELECT 1 AS one;\n"
			  "-- list: item.all\n"
			  "SELECT no, name FROM item ORDER BY no;\n";

	/* The list runs again and again while its own first rows are shown. */
	page_shows(*state, sql,
		   "{{#all}}{{no}}({{#all}}{{no}}{{#all}}{{no}}{{/all}},{{/all}}){{name}} {{/all}}",
		   "1(119,919,)户口 9(119,919,)身份证 &lt;二代&gt; ");
}

static void unknown_parameter(void **state)
{
	struct stand *s = *state;
	struct buf out = BUF_INIT;
	struct sqlview *v = open_view(s, "-- page: x   template: item.html\n"
					 "SELECT 1 AS no;\n"
					 "\n"
					 "-- list: item.days\n"
					 "SELECT day FROM day\n"
					 "WHERE mode = :mdoe;\n");

	assert_non_null(v);
	template_write(s, "{{#days}}{{day}}{{/days}}");
	assert_false(render_all(s, v, &out));
	assert_string_equal(s->e.file, "pages.sql");
	assert_int_equal(s->e.line, 5);
	assert_string_equal(s->e.text, "item.days: no field in scope for :mdoe");
}

static void unknown_column(void **state)
{
	struct stand *s = *state;
	struct buf out = BUF_INIT;
	struct sqlview *v = open_view(s, pages);

	assert_non_null(v);
	template_write(s, "{{#days}}\n日期 {{date}}{{/days}}");
	assert_false(render_all(s, v, &out));
	assert_non_null(strstr(s->e.file, "/item.html"));
	assert_int_equal(s->e.line, 2);
	assert_int_equal(s->e.column, 4);
	assert_string_equal(s->e.text, "unknown variable: date");
}

/* The second statement of the file is wrong in the way that `expect` tells. */
static void is_refused(struct stand *s, const char *entry, const char *expect)
{
	char sql[300];

	snprintf(sql, sizeof sql, "-- list: item.good\nSELECT 1 AS a;\n%s", entry);
	assert_null(open_view(s, sql));
	assert_string_equal(s->e.file, "pages.sql");
	assert_int_equal(s->e.line, 4);
	assert_non_null(strstr(s->e.text, expect));
}

static void wrong_statements(void **state)
{
	is_refused(*state, "-- list: item.x\nSELECT nmae FROM item;\n", "no such column: nmae");
	is_refused(*state, "-- list: days\nSELECT 1 AS a;\n", "days: not of the form TYPE.LIST");
	is_refused(*state, "-- list: a.b.c\nSELECT 1 AS a;\n", "not of the form TYPE.LIST");
	is_refused(*state, "-- list: a.b\nSELECT no, name AS no FROM item;\n",
		   "two columns named no");
	is_refused(*state, "-- list: a.b\nSELECT ? AS x;\n", "parameters are written :name");
	is_refused(*state, "-- list: a.b\nSELECT @x AS x;\n", "parameters are written :name");
	is_refused(*state, "-- list: a.b\nDELETE FROM item;\n", "gives no rows");
}

static void other_kinds_are_not_lists(void **state)
{
	struct stand *s = *state;

	assert_non_null(
		open_view(s, "-- name: x\nSELECT nowhere;\n-- list: a.b\nSELECT 1 AS c;\n"));
}

static void failing_statement(void **state)
{
	struct stand *s = *state;
	struct buf out = BUF_INIT;
	struct sqlview *v = open_view(s, "-- page: x   template: item.html\n"
					 "SELECT 1 AS no;\n"
					 "-- list: item.days\n"
					 "SELECT abs(-9223372036854775807 - :no) AS day;\n");

	template_write(s, "abc{{#days}}{{day}}{{/days}}");
	assert_false(render_all(s, v, &out));
	assert_int_equal(s->e.line, 4);
	assert_non_null(strstr(s->e.text, "item.days: 数据库出错（SQLite: integer overflow"));
	assert_int_equal(out.len, 0);
	assert_int_equal(db_failed(s->db), DB_OK);
	buf_release(&out);
}

static void others_failure_stays(void **state)
{
	struct stand *s = *state;
	struct stmt *clash = db_prepare(s->db, STR("INSERT INTO item(no) VALUES(1)"), &s->e);

	assert_false(stmt_run(clash));
	page_shows(s, pages, "{{no}}{{#days}}.{{/days}};", "1.;9..;");
	assert_int_equal(db_failed(s->db), DB_CONSTRAINT);
}

static void failing_after_a_failure(void **state)
{
	struct stand *s = *state;
	struct stmt *clash = db_prepare(s->db, STR("INSERT INTO item(no) VALUES(1)"), &s->e);
	struct buf out = BUF_INIT;
	struct sqlview *v = open_view(s, "-- page: x   template: item.html\n"
					 "SELECT 1 AS no;\n"
					 "-- list: item.days\n"
					 "SELECT abs(-9223372036854775807 - :no) AS day;\n");

	assert_false(stmt_run(clash));
	template_write(s, "{{#days}}{{day}}{{/days}}");
	assert_false(render_all(s, v, &out));
	assert_int_equal(db_failed(s->db), DB_CONSTRAINT);
}

/* A list of that many rows. */
static bool shows_rows(struct stand *s, int rows)
{
	char sql[300];
	struct buf out = BUF_INIT;
	struct sqlview *v;
	bool ok;

	snprintf(sql, sizeof sql,
		 "-- page: x   template: item.html\n"
		 "SELECT 1 AS no;\n"
		 "-- list: item.days\n"
		 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT %d)\n"
		 "SELECT i FROM n;\n",
		 rows);
	v = open_view(s, sql);
	template_write(s, "{{#days}}.{{/days}}");
	ok = render_all(s, v, &out);
	assert_int_equal(out.len, ok ? rows : 0);
	buf_release(&out);
	sqlview_close(v);
	return ok;
}

static void too_many_rows(void **state)
{
	struct stand *s = *state;

	assert_true(shows_rows(s, 100 * 1000));
	assert_false(shows_rows(s, 100 * 1000 + 1));
	assert_string_equal(s->e.text, "item.days: more than 100000 rows");
}

static void lists_in_lists_end(void **state)
{
	struct stand *s = *state;
	struct buf out = BUF_INIT, text = BUF_INIT;
	struct sqlview *v = open_view(s, "-- page: x   template: item.html\n"
					 "SELECT 1 AS one;\n"
					 "-- list: item.all\n"
					 "SELECT 2 AS two;\n");

	for (int i = 0; i < 31; i++)
		buf_add(&text, STR("{{#all}}"));
	for (int i = 0; i < 31; i++)
		buf_add(&text, STR("{{/all}}"));
	buf_add_char(&text, '\0');
	template_write(s, text.s);
	assert_false(render_all(s, v, &out));
	assert_string_equal(s->e.text, "lists nested too deeply: all");
	assert_int_equal(s->e.column, 30 * 8 + 1); /* site and item are two of the 32 */
	buf_release(&text);
}

static void close_takes_the_statements(void **state)
{
	struct stand *s = *state;
	struct sqlview *v = open_view(s, pages);
	struct buf out = BUF_INIT;

	sqlview_close(v);
	sqlview_close(v);
	template_write(s, "{{#days}}{{day}}{{/days}}");
	assert_false(render_all(s, v, &out));
	assert_string_equal(s->e.text, "unknown list or variable: days");
}

#define CASE(title, f)                                                                             \
	{                                                                                          \
		title, f, stand_begin, stand_end, NULL                                             \
	}

int main(void)
{
	const struct CMUnitTest test[] = {
		CASE("a new page kind is one query and one template, no C", new_page_kind),
		CASE("a list reached from two scopes binds each one's own field",
		     same_list_from_two_scopes),
		CASE("a null cell binds NULL", null_binds_null),
		CASE("each row has the list of its own parameters, null is not empty",
		     parameters_tell_lists_apart),
		CASE("fixed data: a list is not run again for the same parameters",
		     fixed_lists_run_once),
		CASE("a list inside itself: rows outlive their statement",
		     rows_outlive_their_statement),
		CASE("a parameter that no frame has: file and line of the statement",
		     unknown_parameter),
		CASE("a column that a statement has not: place in the template", unknown_column),
		CASE("a wrong statement stops the start, with file and line", wrong_statements),
		CASE("only list entries are prepared", other_kinds_are_not_lists),
		CASE("a statement that fails while running: told, output cut back, error cleared",
		     failing_statement),
		CASE("a failure that somebody else has to look at does not spoil a page",
		     others_failure_stays),
		CASE("of two failures the first stays to be looked at", failing_after_a_failure),
		CASE("a list ends at 100,000 rows with an error, not with all memory",
		     too_many_rows),
		CASE("32 frames in scope are the end", lists_in_lists_end),
		CASE("after close no list is left", close_takes_the_statements),
	};

	return cmocka_run_group_tests_name("sqlview", test, NULL, NULL);
}
