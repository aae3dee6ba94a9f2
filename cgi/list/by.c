#include "list/by.h"

#include "base/utf8.h"

enum { BY_MAX_BYTES = 16 * 1024, NAME_MAX_BYTES = 200 };

static void read_line(struct by *by, struct str key, struct str value)
{
	struct {
		const char *key;
		struct str *text;
		int64_t *number;
	} known[] = {
		{ "account", &by->account, NULL }, { "name", &by->name, NULL },
		{ "role", &by->role, NULL },	   { "window", NULL, &by->window },
		{ "at", NULL, &by->at_s },	   { "published-at", NULL, &by->published_s },
		{ "kind", &by->kind, NULL },	   { "words", &by->words, NULL },
		{ "version", NULL, &by->version },
	};

	for (size_t i = 0; i < COUNT(known); i++) {
		if (!str_eq(key, str_of(known[i].key)))
			continue;
		if (known[i].text)
			*known[i].text = value;
		else
			str_to_int(value, INT64_MAX, known[i].number);
	}
	if (str_starts(key, STR("name-")) && by->nfiles < FORM_UPLOADS_MAX)
		by->file_name[by->nfiles++] = value;
}

bool by_read(const struct call *c, const char *path, struct by *out)
{
	struct str text;

	*out = (struct by){ .at_s = 0 };
	if (!deskdir_read(c, path, BY_MAX_BYTES, &text))
		return false;
	while (text.s) {
		struct str value = str_cut(&text, '\n'), key = str_cut(&value, ':');

		read_line(out, str_trim(key), str_trim(value));
	}
	return true;
}

/* One line of it: what would end the line is a blank. */
static void add(struct buf *out, const char *key, struct str value)
{
	buf_printf(out, "%s: ", key);
	for (size_t i = 0; i < value.len; i++)
		buf_add_char(out, (unsigned char)value.s[i] < ' ' ? ' ' : value.s[i]);
	buf_add_char(out, '\n');
}

static void add_number(struct buf *out, const char *key, int64_t number)
{
	buf_printf(out, "%s: %lld\n", key, (long long)number);
}

struct str by_text(const struct call *c, const struct by *by)
{
	struct buf out = BUF_INIT;
	struct str text;

	add(&out, "account", by->account);
	add(&out, "name", by->name);
	add(&out, "role", by->role);
	if (by->window)
		add_number(&out, "window", by->window);
	else
		add(&out, "window", STR(""));
	add_number(&out, "at", by->at_s);
	add(&out, "kind", by->kind);
	add(&out, "words", by->words);
	if (by->version)
		add_number(&out, "version", by->version);
	for (size_t i = 0; i < by->nfiles; i++)
		add(&out, arena_printf(c->arena, "name-%zu", i + 1).s,
		    utf8_head(by->file_name[i], NAME_MAX_BYTES));
	text = arena_str(c->arena, buf_str(&out));
	buf_release(&out);
	return text;
}
