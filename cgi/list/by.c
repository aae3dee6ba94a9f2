#include "list/by.h"

#include "base/utf8.h"
#include "staff/staff.h"

enum { NAME_MAX_BYTES = 200 };

struct by by_of(struct call *c, struct str kind, struct str words)
{
	return (struct by){
		.account = c->who,
		.role = c->staff->session.role,
		.window = staff_window(c->staff, ACT_LIST),
		.at_s = c->q->now_utc_s,
		.kind = kind,
		.words = words,
	};
}

static const char *name_key(const struct call *c, size_t i)
{
	return arena_printf(c->arena, "name-%zu", i + 1).s;
}

bool by_read(const struct call *c, const char *path, struct by *out)
{
	const struct said said = said_read(path, c->arena);

	*out = (struct by){
		.account = said_value(&said, "account"),
		.role = said_value(&said, "role"),
		.window = said_number(&said, "window"),
		.at_s = said_number(&said, "at"),
		.published_s = said_number(&said, "published-at"),
		.kind = said_value(&said, "kind"),
		.words = said_value(&said, "words"),
		.version = said_number(&said, "version"),
	};
	for (size_t i = 0; i < FORM_UPLOADS_MAX; i++) {
		struct str name = said_value(&said, name_key(c, i));

		if (name.len)
			out->file_name[out->nfiles++] = name;
	}
	return said.text.s;
}

/* One line of it: what would end the line is a blank. */
static void add(struct buf *out, const char *key, struct str value)
{
	buf_printf(out, "%s: ", key);
	for (size_t i = 0; i < value.len; i++)
		buf_add_char(out, (unsigned char)value.s[i] < ' ' ? ' ' : value.s[i]);
	buf_add_char(out, '\n');
}

/* 0 is nothing. */
static void add_number(const struct call *c, struct buf *out, const char *key, int64_t number)
{
	add(out, key, number ? arena_int(c->arena, number) : STR(""));
}

struct str by_text(const struct call *c, const struct by *by)
{
	struct buf out = BUF_INIT;
	struct str text;

	add(&out, "account", by->account);
	add(&out, "role", by->role);
	add_number(c, &out, "window", by->window);
	add_number(c, &out, "at", by->at_s);
	add(&out, "kind", by->kind);
	add(&out, "words", by->words);
	if (by->version)
		add_number(c, &out, "version", by->version);
	for (size_t i = 0; i < by->nfiles; i++)
		add(&out, name_key(c, i), utf8_head(by->file_name[i], NAME_MAX_BYTES));
	text = arena_str(c->arena, buf_str(&out));
	buf_release(&out);
	return text;
}
