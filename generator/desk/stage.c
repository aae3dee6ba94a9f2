#include "desk/stage.h"

#include "date.h"
#include "desk/hallfiles.h"
#include "desk/holidaynotice.h"
#include "pagename.h"
#include "publish/releases.h"
#include "table/text.h"
#include "words.h"

#include <stdlib.h>
#include <unistd.h>

static void fault(struct stage *s, enum finding_code code, struct str file, int row,
		  struct str text)
{
	finding_add(s->f, SEVERITY_ERROR, code, file, row, 0, "%.*s", STR_ARG(text));
}

/* The table as it is published, read when it is first asked for; NULL when it has no header. */
static struct tablefile *table_of(struct stage *s, size_t place)
{
	struct tablefile *t = &s->table[place];

	if (t->spec)
		return t->width ? t : NULL;
	if (tablefile_load(t, read_tables[place], s->content, s->a))
		return t;
	fault(s, FINDING_BAD_FILE, str_of(t->spec->name), 0, STR(SAY_DESK_NO_TABLE));
	return NULL;
}

/* An item's text with nothing in it is none. */
static void put_page(struct stage *s, struct str file, struct str text)
{
	struct err e;

	if (str_starts(file, STR("pages/items/")) && !str_trim(text).len)
		unlink(arena_printf(s->a, "%s/%.*s", s->content, STR_ARG(file)).s);
	else if (!hallfiles_put(s->content, file, text, s->a, &e))
		fault(s, FINDING_BAD_FILE, file, 0, str_of(arena_cstr(s->a, str_of(e.text))));
}

/* ---- edits.csv ---- */

static void edit_cell(struct stage *s, size_t place, const struct str *cell)
{
	struct tablefile *t = table_of(s, place);
	struct tablerow *row = t ? tablefile_find(t, cell[1]) : NULL;
	struct str file = str_of(read_tables[place]->name), column = cell[2];
	bool gone = str_eq(column, STR("*gone"));
	size_t at;

	if (!t)
		return;
	at = tablefile_heading(t, column);
	if (!row && !gone && (t->spec->label || str_starts(cell[1], STR("+"))))
		row = tablefile_add(t, cell[1]);
	s->changed[place] = true;
	if (!row)
		fault(s, FINDING_BAD_VALUE, file, 0, STR(SAY_DESK_NO_ROW));
	else if (gone)
		row->gone = true;
	else if (at == SIZE_MAX)
		fault(s, FINDING_UNKNOWN_COLUMN, file, 0,
		      arena_printf(s->a, SAY_DESK_NO_COLUMN, SAY(column)));
	else
		row->cell[at] = arena_str(s->a, cell[3]);
}

static void on_edit(void *ctx, int line, const struct str *cell, size_t n)
{
	struct stage *s = ctx;
	struct str four[4] = { STR(""), STR(""), STR(""), STR("") };
	size_t place;

	if (line == 1 || n == 0)
		return;
	for (size_t i = 0; i < n && i < 4; i++)
		four[i] = cell[i];
	place = tablefile_place(four[0]);
	if (place < READ_TABLES)
		edit_cell(s, place, four);
	else if (pagename_is(four[0]))
		put_page(s, arena_str(s->a, four[0]), arena_str(s->a, four[3]));
	else
		fault(s, FINDING_BAD_FILE, STR("edits.csv"), line, STR(SAY_DESK_NO_FILE));
}

static void apply_edits(struct stage *s)
{
	struct str text = hallfiles_read(s->proposal, STR("edits.csv"), s->a);

	csv_rows(text, ',', on_edit, s);
}

/* ---- uploads ---- */

struct upload {
	struct str file;   /* upload-1 */
	struct str sender; /* 清单.xlsx */
	struct str bytes;
};

/* A column that is published and not in the file: its cells are taken over, and it is said. */
static void keep_column(struct stage *s, const struct upload *u, struct tablefile *t,
			struct tablerow **published, struct str heading, size_t column)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (!published[i] || !published[i]->cell[column].len)
			continue;
		t->row[i].cell[t->width - 1] = published[i]->cell[column];
		kept++;
	}
	if (kept)
		finding_add(s->f, SEVERITY_WARNING, FINDING_COLUMN_KEPT, u->sender, 0, 0,
			    SAY_DESK_COLUMN_KEPT, SAY(heading), kept);
}

/* A file that was made before a column came, or by hand, empties nothing it does not know. */
static void keep_columns(struct stage *s, const struct upload *u, struct tablefile *t)
{
	struct tablefile was;
	struct tablerow **published;

	if (!tablefile_load(&was, t->spec, s->content, s->a))
		return;
	published = tablefile_twins(t, &was);
	for (size_t i = 0; i < was.width; i++) {
		if (tablefile_column(t, was.name[i]) != SIZE_MAX)
			continue;
		tablefile_widen(t, was.heading[i], was.name[i]);
		keep_column(s, u, t, published, was.heading[i], i);
	}
}

/* The hall's table that a sheet or text is most like, by the columns that its header names. */
static size_t most_like(const struct stage *s, const struct upload *u, const struct sheet *sheet,
			struct table *like)
{
	size_t place = READ_TABLES;

	*like = (struct table){ .ncolumns = 0 };
	for (size_t i = 0; read_tables[i]; i++) {
		struct table t = { .findings = s->f,
				   .arena = s->a,
				   .scratch = s->a,
				   .file = u->sender,
				   .column = read_tables[i]->column,
				   .ncolumns = read_tables[i]->ncolumns };

		t.header = table_find_header(&t, sheet, 1, sheet->name.len == 0);
		if (t.header.known < like->header.known ||
		    (t.header.known == like->header.known && !t.header.fits))
			continue;
		*like = t;
		place = i;
	}
	return place;
}

/* One sheet or text; whether it is a table of the hall. */
static bool take_table(struct stage *s, const struct upload *u, const struct sheet *sheet)
{
	struct tablefile t;
	struct table like;
	size_t i = most_like(s, u, sheet, &like);

	if (!like.header.fits || !tablefile_read(&t, read_tables[i], sheet, u->sender, s->f, s->a))
		return false;
	if (s->uploaded[i])
		fault(s, FINDING_BAD_FILE, u->sender, 0,
		      arena_printf(s->a, SAY_DESK_TWICE, read_tables[i]->name));
	if (t.n > READ_ITEMS_MAX) {
		fault(s, FINDING_BAD_FILE, u->sender, 0,
		      arena_printf(s->a, SAY_DESK_ROWS, t.n, READ_ITEMS_MAX));
		return true;
	}
	keep_columns(s, u, &t);
	s->table[i] = t;
	s->uploaded[i] = s->changed[i] = true;
	return true;
}

/* What the header lacks that is most like one of the hall's; of none, that it is none. */
static void tell_unknown(struct stage *s, const struct upload *u, struct sheet *sheet, size_t n)
{
	enum { LIKE = 3 }; /* columns */
	struct workbook book = { .sheet = sheet, .n = 1 };
	struct table best = { .ncolumns = 0 }, like;

	for (size_t i = 0; i < n; i++) {
		most_like(s, u, &sheet[i], &like);
		if (like.header.known <= best.header.known)
			continue;
		best = like;
		book.sheet = &sheet[i];
	}
	if (best.header.known < LIKE)
		fault(s, FINDING_BAD_FILE, u->sender, 0, STR(SAY_DESK_UNKNOWN));
	else if (book.sheet->name.len)
		table_read_book(&best, &book);
	else
		table_read(&best, book.sheet->csv);
}

static void take_book(struct stage *s, const struct upload *u)
{
	struct workbook book;
	bool any = false;
	struct err e;

	if (!workbook_read(u->file, u->bytes, s->a, &book, &e)) {
		fault(s, FINDING_BAD_FILE, u->sender, 0,
		      arena_printf(s->a, SAY_UNREADABLE, e.text));
		return;
	}
	if (book.old)
		finding_add(s->f, SEVERITY_NOTE, FINDING_OLD_FORMAT, u->sender, 0, 0,
			    SAY_OLD_FORMAT);
	for (size_t i = 0; i < book.n; i++)
		any = take_table(s, u, &book.sheet[i]) || any;
	if (!any)
		tell_unknown(s, u, book.sheet, book.n);
}

/* The title of a page, which stands in its first lines. */
static struct str title_of(struct str text)
{
	while (text.s) {
		struct str line = str_cut(&text, '\n'), key = str_cut(&line, ':');

		if (line.s && str_eq(str_trim(key), STR("title")))
			return str_trim(line);
	}
	return STR("");
}

/* 9.md is what the page of item 9 says besides. */
static struct str item_text_of(const struct stage *s, const struct upload *u)
{
	struct str name = arena_printf(s->a, "pages/items/%.*s", STR_ARG(u->sender));

	return pagename_is(name) ? name : (struct str){ NULL, 0 };
}

/* By the sender's name, else by its title. */
static struct str page_of(const struct stage *s, const struct upload *u, struct str text)
{
	struct str name = arena_printf(s->a, "pages/%.*s", STR_ARG(u->sender));
	struct hallfiles all = hallfiles_list(s->content, s->a);

	if (pagename_is(name))
		return name;
	for (size_t i = 0; i < all.n; i++)
		if (pagename_is(all.name[i]) &&
		    str_eq(title_of(text_decode(hallfiles_read(s->content, all.name[i], s->a), s->a)
					    .s),
			   title_of(text)))
			return all.name[i];
	return (struct str){ NULL, 0 };
}

static void take_text(struct stage *s, const struct upload *u)
{
	struct str text = text_decode(u->bytes, s->a).s, page = item_text_of(s, u);
	struct sheet one = { .csv = text };
	bool titled = str_starts(text, STR("---\n"));

	if (!page.s && titled)
		page = page_of(s, u, text);
	if (page.s)
		put_page(s, page, text);
	else if (titled)
		fault(s, FINDING_BAD_FILE, u->sender, 0, STR(SAY_DESK_NO_PAGE));
	else if (!take_table(s, u, &one))
		tell_unknown(s, u, &one, 1);
}

static bool read_upload(const struct stage *s, int n, struct upload *u)
{
	struct str key = arena_printf(s->a, "name-%d", n);

	u->file = arena_printf(s->a, "upload-%d", n);
	u->sender = said_value(s->by, key.s);
	if (!u->sender.len)
		u->sender = u->file;
	u->bytes = hallfiles_read(s->proposal, u->file, s->a);
	return u->bytes.s;
}

static void apply_uploads(struct stage *s)
{
	struct upload u;

	for (int n = 1; n <= UPLOADS_MAX && read_upload(s, n, &u); n++) {
		enum workbook_kind kind = workbook_kind(u.bytes);

		if (u.bytes.len == 0 && !item_text_of(s, &u).s)
			fault(s, FINDING_BAD_FILE, u.sender, 0, STR(SAY_EMPTY_FILE));
		else if (kind == WORKBOOK_OTHER)
			fault(s, FINDING_BAD_FILE, u.sender, 0, STR(SAY_NO_BOOK));
		else if (kind == WORKBOOK_TEXT)
			take_text(s, &u);
		else
			take_book(s, &u);
	}
}

/* ---- holidays ---- */

static int by_key(const void *va, const void *vb)
{
	const struct tablerow *a = va, *b = vb;

	return str_cmp(a->key, b->key);
}

static void set(struct tablefile *t, struct tablerow *row, size_t index, struct str text)
{
	size_t at = tablefile_column(t, column_word(&t->spec->column[index]));

	if (at != SIZE_MAX)
		row->cell[at] = text;
}

static void put_days(struct stage *s, struct tablefile *t, const struct notice *notice)
{
	struct str year = arena_printf(s->a, "%d-", notice->year);

	for (size_t i = 0; i < t->n; i++)
		t->row[i].gone = t->row[i].gone || str_starts(t->row[i].key, year);
	for (size_t i = 0; i < notice->n; i++) {
		const struct notice_day *day = &notice->day[i];
		struct tablerow *row;
		char date[DATE_TEXT];

		date_format(day->day, date);
		row = tablefile_add(t, str_of(date));
		set(t, row, 1, day->off ? STR("off") : STR("work"));
		set(t, row, 2, day->name);
		set(t, row, 3, STR("announced"));
	}
	qsort(t->row, t->n, sizeof *t->row, by_key);
	s->changed[t - s->table] = true;
}

static void apply_holidays(struct stage *s)
{
	struct upload u = { .sender = STR("holidays.csv") };
	struct tablefile *t = table_of(s, tablefile_place(u.sender)), given;
	struct sheet one = { .csv = STR("") };
	struct notice notice;
	struct str text;

	if (!t || !read_upload(s, 1, &u))
		return;
	text = text_decode(u.bytes, s->a).s;
	one.csv = text;
	if (tablefile_read(&given, &read_holidays_spec, &one, u.sender, NULL, s->a)) {
		take_table(s, &u, &one);
		return;
	}
	notice = holidaynotice_read(text, s->a);
	if (!notice.year)
		fault(s, FINDING_BAD_VALUE, STR("holidays.csv"), 0, STR(SAY_DESK_NO_YEAR));
	else if (!notice.n)
		fault(s, FINDING_BAD_VALUE, STR("holidays.csv"), 0, STR(SAY_DESK_NO_DAYS));
	else if (notice.doubt.s)
		fault(s, FINDING_BAD_VALUE, STR("holidays.csv"), 0,
		      arena_printf(s->a, SAY_DESK_DAYS_DIFFER, SAY(notice.doubt)));
	else
		put_days(s, t, &notice);
}

/* ---- all of it ---- */

/* A table is kept once: as CSV from now on. */
static void drop_workbooks(const struct stage *s, const struct table_spec *spec)
{
	const struct content c = { .dir = str_of(s->content) };
	struct str path;

	while ((path = content_workbook(&c, spec->name, s->a)).s && unlink(path.s) == 0)
		;
}

static bool write_tables(const struct stage *s, struct err *e)
{
	for (size_t i = 0; read_tables[i]; i++) {
		if (!s->changed[i])
			continue;
		if (!hallfiles_put(s->content, str_of(read_tables[i]->name),
				   tablefile_csv(&s->table[i], false), s->a, e))
			return false;
		drop_workbooks(s, read_tables[i]);
	}
	return true;
}

bool stage_make(struct stage *s, const char *from, struct err *e)
{
	struct str kind = said_value(s->by, "kind");

	releases_remove(s->content);
	if (!hallfiles_copy(from, s->content, s->a, e))
		return false;
	if (str_eq(kind, STR("upload")))
		apply_uploads(s);
	else if (str_eq(kind, STR("holidays")))
		apply_holidays(s);
	else if (!str_eq(kind, STR("back")))
		apply_edits(s);
	return write_tables(s, e);
}

void stage_rows(const struct stage *s, struct findings *f)
{
	for (size_t i = 0; i < f->n; i++) {
		struct finding *one = &f->list[i];

		for (size_t k = 0; read_tables[k]; k++) {
			const struct tablefile *t = &s->table[k];
			size_t at = (size_t)one->line - 2;

			if (s->uploaded[k] && one->line >= 2 && at < t->n &&
			    str_ends(one->file, arena_printf(s->a, "/%s", read_tables[k]->name)))
				one->line = t->row[at].line;
		}
	}
}
