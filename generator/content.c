#include "content.h"

#include <assert.h>
#include <unistd.h>

struct str content_workbook(const struct content *c, const char *name, struct arena *a)
{
	static const char *const endings[] = { "xlsx", "xls", "xlsm", "et", "ods" };
	struct str s = str_of(name), path;

	for (size_t i = 0; str_ends(s, STR(".csv")) && i < COUNT(endings); i++) {
		path = arena_printf(a, "%.*s/%.*s.%s", STR_ARG(c->dir),
				    STR_ARG(str_head(s, s.len - 4)), endings[i]);
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

static const struct setting *find(const struct content *c, const char *key)
{
	size_t i = 0;

	while (i < c->nsettings && !str_eq(c->setting[i].key, str_of(key)))
		i++;
	assert(i < c->nsettings);
	return &c->setting[i];
}

struct str content_setting(const struct content *c, const char *key)
{
	return find(c, key)->value;
}

int content_setting_line(const struct content *c, const char *key)
{
	return find(c, key)->line;
}

int64_t content_setting_int(const struct content *c, const char *key)
{
	int64_t n = 0;
	bool number = str_to_int(content_setting(c, key), INT64_MAX, &n);

	assert(number);
	return n;
}

bool content_is_statutory(const struct content *c, int32_t day)
{
	for (size_t i = 0; i < c->nstatutory; i++)
		if (c->statutory[i] == day)
			return true;
	return false;
}

const struct window *content_window(const struct content *c, int no)
{
	for (size_t i = 0; i < c->nwindows; i++)
		if (c->window[i].no == no)
			return &c->window[i];
	return NULL;
}
