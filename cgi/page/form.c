#include "page/form.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "page/field.h"
#include "template/escape.h"

#include <string.h>

enum { FIELDS_MAX = 64 };

enum carried { CARRIED, MANY, OWN };

static const struct {
	struct str name;
	size_t max_bytes;
	enum carried carried;
	field_read *read;
} table[FORM__MAX] = {
#define ROW(field, name, bytes, carried, read)                                                     \
	[FORM_##field] = { STR_INIT(name), bytes, carried, field_##read },
	FORM_FIELDS(ROW)
#undef ROW
};

static const struct str cell_names[FORM_CELLS] = {
#define IN(field, name, bytes, carried, read) STR_INIT("in_" name),
#define ERR(field, name, bytes, carried, read) STR_INIT("err_" name),
	STR_INIT("errors"), FORM_FIELDS(IN) FORM_FIELDS(ERR)
#undef ERR
#undef IN
};

const struct view_type form_view = { STR_INIT("form"), cell_names, FORM_CELLS };

const struct refusal not_refused = { .text = { NULL, 0 } };

struct refusal refusal_at(enum form_field field, struct str text)
{
	return (struct refusal){ .field = field, .text = text };
}

struct str form_take(struct form *f, enum form_field field, struct arena *a)
{
	struct str given = f->value[field].s ? f->value[field] : STR("");

	f->wrong[field] = table[field].read(a, given, &f->shown[field]);
	return f->shown[field];
}

int form_faults(const struct form *f)
{
	int n = 0;

	for (int i = 0; i < FORM__MAX; i++)
		n += f->wrong[i].len > 0;
	return n;
}

struct str form_name(enum form_field f)
{
	return table[f].name;
}

bool form_is_carried(enum form_field f)
{
	return table[f].carried != OWN;
}

bool form_is_clean(struct str s)
{
	while (s.len) {
		int32_t cp = utf8_next(&s);

		if (cp < 0 || (cp < 0x20 && cp != '\t' && cp != '\r' && cp != '\n') ||
		    (cp >= 0x7F && cp < 0xA0))
			return false;
	}
	return true;
}

/* A box ticked beside others of the name. */
static struct str join(struct arena *a, struct str before, struct str value)
{
	if (!before.len)
		return value;
	return arena_printf(a, "%.*s,%.*s", STR_ARG(before), STR_ARG(value));
}

bool form_keep(struct form *out, struct str name, struct str value, struct arena *a)
{
	if (!form_is_clean(name) || !form_is_clean(value))
		return false;
	for (int i = 0; i < FORM__MAX; i++) {
		if (!str_eq(table[i].name, name))
			continue;
		if (table[i].carried == MANY)
			value = join(a, out->value[i], value);
		else if (out->value[i].s)
			return false;
		if (value.len > table[i].max_bytes)
			return false;
		out->value[i] = value;
		break;
	}
	return true;
}

/* A cell of a table becomes a line of `cells`; NULL: of a query, where there are none. */
static bool take_field(struct str *rest, struct arena *a, struct form *out, struct buf *cells)
{
	static const struct str grid = STR_INIT("grid.");
	struct str value = str_cut(rest, '&'), raw = str_cut(&value, '='), name;

	if (!unescape_url(raw, ' ', a, &name) || !unescape_url(value, ' ', a, &value))
		return false;
	if (!cells || !str_starts(name, grid))
		return form_keep(out, name, value, a);
	if (!form_is_clean(name) || !form_is_clean(value))
		return false;
	buf_add(cells, str_from(name, grid.len));
	buf_add_char(cells, '\t');
	buf_add(cells, value);
	buf_add_char(cells, '\n');
	return true;
}

bool form_parse(struct str text, struct arena *a, struct form *out)
{
	struct buf cells = BUF_INIT;
	struct str rest = text;
	bool good = true;
	size_t seen = 0;

	memset(out, 0, sizeof *out);
	for (int fields = 0; good && rest.s && text.len; seen = cells.len) {
		good = fields < FIELDS_MAX && take_field(&rest, a, out, &cells);
		fields += cells.len == seen;
	}
	if (good && cells.len)
		good = form_keep(out, STR("grid"), arena_str(a, buf_str(&cells)), a);
	buf_release(&cells);
	return good;
}

void form_parse_query(struct str text, struct arena *a, struct form *out)
{
	struct str rest = text;

	memset(out, 0, sizeof *out);
	for (int i = 0; rest.s && i < FIELDS_MAX; i++)
		take_field(&rest, a, out, NULL);
}
