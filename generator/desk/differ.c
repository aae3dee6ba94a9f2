#include "desk/differ.h"

#include "base/utf8.h"
#include "desk/hallfiles.h"
#include "desk/tablefile.h"

/* The next one of the list, or NULL: it is only counted, hundreds of thousands may be. */
static struct difference *add(struct differences *d, enum difference_kind kind, struct str file)
{
	struct difference *one;

	d->of[kind]++;
	if (d->n == DIFFERENCES_MAX)
		return NULL;
	one = arena_push(d->arena, &d->list, &d->n, &d->cap, sizeof *one);
	one->kind = kind;
	one->file = file;
	return one;
}

/* ---- tables ---- */

struct pair {
	struct differences *d;
	struct tablefile *before, *after;
	struct str file;
};

static struct str cell_of(const struct tablefile *t, const struct tablerow *row, size_t column)
{
	return tablefile_cell(t, row, column_word(&t->spec->column[column]));
}

static int window_of(const struct content *c, const struct tablefile *t, const struct tablerow *row)
{
	struct str says = cell_of(t, row, t->spec->owner_at);
	const struct window *w = read_window_named(c, says);
	const struct item *it;
	int64_t no = 0;

	str_to_int(says, INT32_MAX, &no);
	it = content_item(c, (int)no);
	if (t->spec->owner == OWNER_ITEM)
		return it ? it->window : 0;
	if (t->spec->owner == OWNER_HALL)
		return 0;
	return w ? w->no : no <= 99 ? (int)no : 0;
}

static struct str key_of(const struct pair *p, const struct tablefile *t,
			 const struct tablerow *row)
{
	return t->spec->label ? row->key : arena_printf(p->d->arena, "第 %d 行", row->line);
}

static struct str label_of(const struct tablefile *t, const struct tablerow *row)
{
	return t->spec->label ? cell_of(t, row, t->spec->label) : STR("");
}

/* All that stands in it but what it is called by. */
static struct str row_text(const struct tablefile *t, const struct tablerow *row)
{
	const struct column *column = t->spec->column;
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < t->width; i++) {
		if (!row->cell[i].len ||
		    (t->spec->label &&
		     (i == tablefile_column(t, column_word(column)) ||
		      i == tablefile_column(t, column_word(&column[t->spec->label])))))
			continue;
		if (text.len)
			buf_add(&text, STR("，"));
		buf_add(&text, row->cell[i]);
	}
	return buf_keep(&text, t->a);
}

static void whole_row(const struct pair *p, enum difference_kind kind, const struct tablefile *t,
		      const struct tablerow *row)
{
	struct difference *one = add(p->d, kind, p->file);

	if (!one)
		return;
	one->key = key_of(p, t, row);
	one->label = label_of(t, row);
	one->window = window_of(kind == ADDED ? p->d->after : p->d->before, t, row);
	*(kind == ADDED ? &one->after : &one->before) = row_text(t, row);
}

static void changed_cell(const struct pair *p, const struct tablerow *old,
			 const struct tablerow *new, struct str heading, struct str before,
			 struct str after)
{
	struct difference *one = add(p->d, CHANGED, p->file);
	int was = window_of(p->d->before, p->before, old);
	int is = window_of(p->d->after, p->after, new);

	if (!one)
		return;
	one->key = key_of(p, p->before, old);
	one->label = label_of(p->before, old);
	one->heading = heading;
	one->before = before;
	one->after = after;
	/* a row with an error in it is of no window: then it is still that of before */
	one->window = was == is || (is == 0 && p->after->spec == &read_items_spec) ? was : 0;
}

static void cells(const struct pair *p, const struct tablerow *old, const struct tablerow *new)
{
	const struct tablefile *before = p->before, *after = p->after;

	for (size_t i = 0; i < before->width; i++) {
		struct str is = tablefile_cell(after, new, before->name[i]);

		if (!str_eq(old->cell[i], is))
			changed_cell(p, old, new, before->heading[i], old->cell[i], is);
	}
	for (size_t i = 0; i < after->width; i++)
		if (new->cell[i].len && tablefile_column(before, after->name[i]) == SIZE_MAX)
			changed_cell(p, old, new, after->heading[i], STR(""), new->cell[i]);
}

/* Without keys, rows that are not the same are pairs as they stand, the rest comes or goes. */
static void leftover(const struct pair *p, struct tablerow **old, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < p->after->n; i++) {
		struct tablerow *new = &p->after->row[i];

		if (new->gone)
			continue;
		if (k < n && !p->before->spec->label)
			cells(p, old[k++], new);
		else
			whole_row(p, ADDED, p->after, new);
	}
	for (; k < n; k++)
		whole_row(p, REMOVED, p->before, old[k]);
}

static void tables(const struct pair *p)
{
	struct tablerow **twin = tablefile_twins(p->before, p->after);
	size_t n = 0;

	for (size_t i = 0; i < p->before->n; i++) {
		struct tablerow *old = &p->before->row[i], *new = twin[i];

		if (new) {
			new->gone = true; /* it was found */
			cells(p, old, new);
		} else {
			twin[n++] = old;
		}
	}
	leftover(p, twin, n);
}

/* ---- other files ---- */

static struct str first_line(struct str s)
{
	size_t end = str_find(s, STR("\n"));

	return end == SIZE_MAX ? s : str_head(s, end + 1);
}

static struct str last_line(struct str s)
{
	size_t at = s.len;

	while (at > 1 && s.s[at - 2] != '\n')
		at--;
	return at ? str_from(s, at - 1) : s;
}

static void texts(struct differences *d, struct str file, struct str before, struct str after)
{
	struct difference *one = add(d, !before.s ? ADDED : after.s ? CHANGED : REMOVED, file);

	while (before.len && after.len && str_eq(first_line(before), first_line(after))) {
		size_t len = first_line(before).len;

		before = str_from(before, len);
		after = str_from(after, len);
	}
	while (before.len && after.len && str_eq(last_line(before), last_line(after))) {
		size_t len = last_line(before).len;

		before.len -= len;
		after.len -= len;
	}
	if (!one)
		return;
	one->before = utf8_head(before, DIFFERENCE_BYTES);
	one->after = utf8_head(after, DIFFERENCE_BYTES);
}

/* Whichever way each is kept. A table that only one has, or without a header, is a file. */
static bool differ_table(struct differences *d, const struct table_spec *spec, const char *before,
			 const char *after)
{
	struct tablefile x, y;
	struct pair p = { d, &x, &y, str_of(spec->name) };

	if (!tablefile_load(&x, spec, before, d->arena) ||
	    !tablefile_load(&y, spec, after, d->arena))
		return false;
	tables(&p);
	return true;
}

static struct str text_of(const char *folder, struct str name, struct arena *a)
{
	struct str bytes = hallfiles_read(folder, name, a);

	/* what a workbook holds is no text to be shown */
	return bytes.s && memchr(bytes.s, '\0', bytes.len) ? STR("") : bytes;
}

static void differ_file(struct differences *d, struct str name, const char *before,
			const char *after)
{
	size_t table = tablefile_place(name);
	struct str was = hallfiles_read(before, name, d->arena),
		   is = hallfiles_read(after, name, d->arena);

	if ((was.s && is.s && str_eq(was, is)) || (table < READ_TABLES && d->told[table]))
		return;
	texts(d, name, text_of(before, name, d->arena), text_of(after, name, d->arena));
}

void differ(struct differences *d, const char *before, const char *after)
{
	struct hallfiles x = hallfiles_list(before, d->arena), y = hallfiles_list(after, d->arena);

	for (size_t i = 0; read_tables[i]; i++)
		d->told[i] = differ_table(d, read_tables[i], before, after);
	for (size_t i = 0, k = 0; i < x.n || k < y.n;) {
		int order = i == x.n ? 1 : k == y.n ? -1 : str_cmp(x.name[i], y.name[k]);

		differ_file(d, order <= 0 ? x.name[i] : y.name[k], before, after);
		i += order <= 0;
		k += order >= 0;
	}
}
