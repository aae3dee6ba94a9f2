#include "desk/differ.h"

#include "base/utf8.h"
#include "desk/hallfiles.h"
#include "desk/tablefile.h"

static struct difference *add(struct differences *d, enum difference_kind kind, struct str file)
{
	struct difference *one;

	d->of[kind]++;
	one = d->n == DIFFERENCES_MAX ? &d->beyond
				      : arena_push(d->arena, &d->list, &d->n, &d->cap, sizeof *one);
	*one = (struct difference){ .file = file };
	one->kind = kind;
	return one;
}

/* ---- whose a row is ---- */

static int window_of_name(const struct content *c, struct str name)
{
	int64_t no;

	for (size_t i = 0; i < c->nwindows; i++)
		if (str_eq(c->window[i].name, name))
			return c->window[i].no;
	return str_to_int(name, 99, &no) ? (int)no : 0;
}

static int window_of_item(const struct content *c, struct str number)
{
	int64_t no;
	const struct item *it =
		str_to_int(number, INT32_MAX, &no) ? content_item(c, (int)no) : NULL;

	return it ? it->window : 0;
}

static int window_of(const struct content *c, const struct tablefile *t, const struct tablerow *row)
{
	size_t first = tablefile_column(t, 0), noon = tablefile_column(t, 2);

	if (first == SIZE_MAX)
		return 0;
	if (t->spec == &read_items_spec || t->spec == &read_aliases_spec)
		return window_of_item(c, row->cell[first]);
	if (t->spec == &read_windows_spec || t->spec == &read_hours_spec)
		return window_of_name(c, row->cell[first]);
	if (t->spec == &read_noon_spec && noon != SIZE_MAX)
		return window_of_name(c, row->cell[noon]);
	return 0;
}

/* ---- tables ---- */

struct pair {
	struct differences *d;
	struct tablefile *before, *after;
	struct str file;
};

/* The column that a row is called by; SIZE_MAX: it has none. */
static size_t label_at(const struct tablefile *t)
{
	size_t index = t->spec == &read_windows_spec ? 1 : 2;

	return tablefile_has_keys(t->spec) ? tablefile_column(t, index) : SIZE_MAX;
}

/* All that stands in it but what it is called by. */
static struct str row_text(const struct tablefile *t, const struct tablerow *row)
{
	size_t label = label_at(t), key = label == SIZE_MAX ? label : tablefile_column(t, 0);
	struct str text = STR("");

	for (size_t i = 0; i < t->width; i++)
		if (row->cell[i].len && i != label && i != key)
			text = arena_printf(t->a, "%.*s%s%.*s", STR_ARG(text), text.len ? "，" : "",
					    STR_ARG(row->cell[i]));
	return text;
}

static struct str label_of(const struct tablefile *t, const struct tablerow *row)
{
	size_t at = label_at(t);

	return at == SIZE_MAX ? STR("") : row->cell[at];
}

static struct str key_of(const struct pair *p, const struct tablefile *t,
			 const struct tablerow *row)
{
	if (tablefile_has_keys(t->spec))
		return row->key;
	return arena_printf(p->d->arena, "第 %d 行", row->line);
}

static void whole_row(const struct pair *p, enum difference_kind kind, const struct tablefile *t,
		      const struct tablerow *row)
{
	const struct content *c = kind == ADDED ? p->d->after : p->d->before;
	struct difference *one = add(p->d, kind, p->file);

	if (p->d->n == DIFFERENCES_MAX) /* only counted; hundreds of thousands may be */
		return;
	one->key = key_of(p, t, row);
	one->label = label_of(t, row);
	one->window = window_of(c, t, row);
	*(kind == ADDED ? &one->after : &one->before) = row_text(t, row);
}

static void changed_cell(const struct pair *p, const struct tablerow *old,
			 const struct tablerow *new, struct str heading, struct str before,
			 struct str after)
{
	struct difference *one = add(p->d, CHANGED, p->file);
	int was = window_of(p->d->before, p->before, old);
	int is = window_of(p->d->after, p->after, new);

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
	for (size_t i = 0; i < p->before->width; i++) {
		struct str after = tablefile_like(p->after, new, p->before, i);

		if (!str_eq(old->cell[i], after))
			changed_cell(p, old, new, p->before->heading[i], old->cell[i], after);
	}
	for (size_t i = 0; i < p->after->width; i++)
		if (new->cell[i].len && !tablefile_has(p->before, p->after, i))
			changed_cell(p, old, new, p->after->heading[i], STR(""), new->cell[i]);
}

/* Without keys, rows that are not the same are pairs as they stand, the rest comes or goes. */
static void leftover(const struct pair *p, struct tablerow **old, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < p->after->n; i++) {
		struct tablerow *new = &p->after->row[i];

		if (new->gone)
			continue;
		if (k < n && !tablefile_has_keys(p->before->spec))
			cells(p, old[k++], new);
		else
			whole_row(p, ADDED, p->after, new);
	}
	for (; k < n; k++)
		whole_row(p, REMOVED, p->before, old[k]);
}

static void tables(const struct pair *p)
{
	struct tablerow **old = arena_array(p->d->arena, p->before->n, sizeof(struct tablerow *));
	struct rowindex after = rowindex_make(p->after, p->before, p->before->width);
	size_t n = 0;

	for (size_t i = 0; i < p->before->n; i++) {
		/* `gone` marks those that were found */
		struct tablerow *new = rowindex_find(&after, &p->before->row[i]);

		if (!new) {
			old[n++] = &p->before->row[i];
			continue;
		}
		new->gone = true;
		cells(p, &p->before->row[i], new);
	}
	leftover(p, old, n);
}

/* ---- other files ---- */

static struct str cut(struct str s)
{
	return utf8_head(s, DIFFERENCE_BYTES);
}

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
	one->before = cut(before);
	one->after = cut(after);
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
	const struct table_spec *spec = tablefile_spec(name);
	struct str was = hallfiles_read(before, name, d->arena),
		   is = hallfiles_read(after, name, d->arena);

	if (was.s && is.s && str_eq(was, is))
		return;
	for (size_t i = 0; spec && read_tables[i]; i++)
		if (read_tables[i] == spec && d->told[i])
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
