#include "catalogue/diff.h"

#include "base/buf.h"
#include "catalogue/catalogue.h"
#include "db.h"
#include "read/read.h"
#include "sqlfile.h"

#include <stdlib.h>
#include <string.h>

extern const char previous_sql[];

enum { FIELDS = 9, KIND_FIELD = 6 };

static const char *const field_name[FIELDS] = { "责任部门", "事项名称", "服务方式", "地址",  "电话",
						"备注",	    "办件类型", "承诺时限", "可邮寄" };

static void fields_of(const struct item *it, struct str field[FIELDS], struct arena *a)
{
	field[0] = it->department;
	field[1] = it->name;
	field[2] = it->mode_text;
	field[3] = it->place;
	field[4] = it->phone;
	field[5] = it->remark;
	field[6] = read_kind_word(it->kind);
	field[7] = it->promise_days ? arena_printf(a, "%d", it->promise_days) : STR("");
	field[8] = it->mailable ? STR("是") : STR("否");
}

static struct str old_field(struct stmt *old, int i)
{
	enum item_kind kind = KIND_PROMISE;
	struct str text = stmt_text(old, i + 1);

	if (i != KIND_FIELD)
		return text;
	while (kind != KIND_UNKNOWN && !str_eq(text, catalogue_kind(kind)))
		kind--;
	return read_kind_word(kind);
}

static int by_no(const void *a, const void *b)
{
	int x = (*(const struct item *const *)a)->no, y = (*(const struct item *const *)b)->no;

	return x < y ? -1 : x > y;
}

static void say_added(struct diff *d, struct buf *out, const struct item *it)
{
	d->added++;
	buf_printf(out, "新增 第 %d 项 %.*s（%.*s）\n", it->no, STR_ARG(it->name),
		   STR_ARG(it->department));
}

static void say_removed(struct diff *d, struct buf *out, struct stmt *old)
{
	d->removed++;
	buf_printf(out, "删除 第 %lld 项 %.*s（%.*s）\n", (long long)stmt_int(old, 0),
		   STR_ARG(stmt_text(old, 2)), STR_ARG(stmt_text(old, 1)));
}

static void say_changed(struct diff *d, struct buf *out, struct stmt *old, const struct item *it)
{
	struct arena a = ARENA_INIT;
	struct str field[FIELDS];
	bool changed = false;

	fields_of(it, field, &a);
	for (int i = 0; i < FIELDS; i++) {
		struct str before = old_field(old, i);

		if (str_eq(before, field[i]))
			continue;
		buf_printf(out, "%s%s“%.*s”→“%.*s”", changed ? "；" : "", field_name[i],
			   STR_ARG(before), STR_ARG(field[i]));
		changed = true;
	}
	arena_release(&a);
	d->changed += changed;
}

/* One line of a changed item: its number and name, then what changed. */
static void compare(struct diff *d, struct buf *out, struct stmt *old, const struct item *it)
{
	size_t start = out->len, head;

	buf_printf(out, "修改 第 %d 项 %.*s：", it->no, STR_ARG(it->name));
	head = out->len;
	say_changed(d, out, old, it);
	if (out->len == head)
		out->len = start;
	else
		buf_add_char(out, '\n');
}

/* Both lists by number, side by side. */
static void merge(struct diff *d, struct buf *out, struct stmt *old, struct item **list, size_t n)
{
	bool more = stmt_step(old) == DB_ROW;
	size_t i = 0;

	while (more || i < n) {
		int64_t old_no = more ? stmt_int(old, 0) : INT64_MAX;
		int64_t new_no = i < n ? list[i]->no : INT64_MAX;

		if (new_no < old_no)
			say_added(d, out, list[i]);
		else if (old_no < new_no)
			say_removed(d, out, old);
		else
			compare(d, out, old, list[i]);
		if (new_no <= old_no)
			i++;
		if (old_no <= new_no)
			more = stmt_step(old) == DB_ROW;
	}
}

static struct stmt *old_items(struct db *db, struct arena *a, struct err *e)
{
	struct sqlfile f;

	if (!sqlfile_parse(str_of(previous_sql), "previous.sql", a, &f, e))
		return NULL;
	return db_prepare(db, sqlfile_find(&f, STR("name"), STR("items"))->sql, e);
}

bool diff_items(struct diff *d, const struct content *c, const char *old, struct arena *a,
		struct err *e)
{
	struct item **list = arena_array(a, c->nitems, sizeof *list);
	struct buf out = BUF_INIT;
	struct stmt *items;
	struct db *db;
	bool ok;

	memset(d, 0, sizeof *d);
	if (!old)
		return true;
	for (size_t i = 0; i < c->nitems; i++)
		list[i] = &c->item[i];
	if (c->nitems)
		qsort(list, c->nitems, sizeof *list, by_no);
	db = db_open(old, DB_READ, e);
	items = db ? old_items(db, a, e) : NULL;
	if (items)
		merge(d, &out, items, list, c->nitems);
	ok = items && db_error(db, e);
	d->text = arena_str(a, buf_str(&out));
	buf_release(&out);
	db_close(db);
	return ok;
}
