#include "content.h"

#include "phone.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

struct str content_workbook(const struct content *c, const char *name, struct arena *a)
{
	struct str s = str_of(name), path;

	for (size_t i = 0; str_ends(s, STR(".csv")) && i < WORKBOOK_ENDINGS; i++) {
		path = arena_printf(a, "%.*s/%.*s%.*s", STR_ARG(c->dir),
				    STR_ARG(str_head(s, s.len - 4)), STR_ARG(workbook_endings[i]));
		if (access(path.s, F_OK) == 0)
			return path;
	}
	return (struct str){ NULL, 0 };
}

struct str content_file(const struct content *c, const char *name, struct arena *a)
{
	struct str path = arena_printf(a, "%.*s/%s", STR_ARG(c->dir), name);
	struct str book = content_workbook(c, name, a);

	return book.s && access(path.s, F_OK) != 0 ? book : path;
}

const struct setting *content_find(const struct content *c, struct str key)
{
	for (size_t i = 0; i < c->nsettings; i++)
		if (str_eq(c->setting[i].key, key))
			return &c->setting[i];
	return NULL;
}

struct str content_setting(const struct content *c, const char *key)
{
	const struct setting *s = content_find(c, str_of(key));

	assert(s);
	return s->value;
}

int64_t content_setting_int(const struct content *c, const char *key)
{
	int64_t n = 0;
	bool number = str_to_int(content_setting(c, key), INT64_MAX, &n);

	assert(number);
	return n;
}

void content_set(struct content *c, const char *key, struct str value, struct arena *a)
{
	struct setting *more = arena_array(a, c->nsettings + 1, sizeof *more);
	size_t i = 0;

	memcpy(more, c->setting, c->nsettings * sizeof *more);
	while (i < c->nsettings && !str_eq(more[i].key, str_of(key)))
		i++;
	c->nsettings += i == c->nsettings;
	more[i] = (struct setting){ arena_str(a, str_of(key)), value, more[i].line };
	c->setting = more;
}

bool content_is_statutory(const struct content *c, int32_t day)
{
	for (size_t i = 0; i < c->nstatutory; i++)
		if (c->statutory[i] == day)
			return true;
	return false;
}

struct str content_tel(struct str written, struct arena *a)
{
	struct str number;
	char tel[PHONE_TEXT] = "";
	struct phone p;

	if (phone_split(&written, &number) && phone_parse_office(number, &p) == PHONE_OK)
		phone_tel(&p, tel);
	return arena_str(a, str_of(tel));
}

const struct item *content_item(const struct content *c, int no)
{
	size_t i = no > 0 && no <= c->no_max ? c->item_of_no[no] : 0;

	return i ? &c->item[i - 1] : NULL;
}

const struct window *content_window(const struct content *c, int no)
{
	for (size_t i = 0; i < c->nwindows; i++)
		if (c->window[i].no == no)
			return &c->window[i];
	return NULL;
}
