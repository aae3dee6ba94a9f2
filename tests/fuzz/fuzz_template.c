/*
 * Any bytes as templates: they compile or are refused, and what compiles
 * renders. Byte 0 chooses the format; a NUL ends a.EXT and begins b.EXT, so
 * that {{>b.html}}, parents and blocks are reached.
 */
#include "base/file.h"
#include "template/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct str field[] = { STR_INIT("a"), STR_INIT("b") };
static const struct str cells[] = { STR_INIT("<1>"), STR_INIT(""), STR_INIT("0"), STR_INIT("\n") };
static const struct view_type outer_type = { STR_INIT("o"), field, 2 };
static const struct view_type list_type = { STR_INIT("l"), field, 2 };
static const struct view_scope scope = { &outer_type, NULL };

struct view_list {
	size_t n;
};

/* Lists "l" everywhere, "n" without rows. */
static const struct view_list *find(void *ctx, struct str parent, struct str name,
				    const struct view_scope *at, const struct view_type **type,
				    bool *bad, struct err *e)
{
	static const struct view_list two = { 2 }, no = { 0 };

	(void)ctx;
	(void)parent;
	(void)at;
	*type = &list_type;
	*bad = str_eq(name, STR("x")) && !err_set(e, "unusable");
	if (str_eq(name, STR("l")))
		return &two;
	return str_eq(name, STR("n")) ? &no : NULL;
}

static bool rows(void *ctx, const struct view_list *list, const struct view_frame *at,
		 struct arena *a, struct view_rows *out, struct err *e)
{
	size_t *budget = ctx;

	(void)at;
	(void)a;
	if ((*budget)-- == 0)
		return err_set(e, "enough"); /* lists in lists: 2^32 rows are right but slow */
	*out = (struct view_rows){ cells, list->n, 2 };
	return true;
}

static void part_write(const char *dir, char name, const char *ending, struct str text)
{
	char path[100];
	struct err e;

	snprintf(path, sizeof path, "%s/%c%s", dir, name, ending);
	if (!file_replace(path, text, 0600, &e))
		abort();
}

static const char *folder(void)
{
	static char dir[] = "/dev/shm/fuzzXXXXXX";
	static bool made;

	if (!made && !mkdtemp(dir))
		abort();
	made = true;
	return dir;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const ending[] = { ".html", ".xml", ".ics", ".json", ".csv", ".txt" };
	struct str text = { (const char *)data, size }, first;
	struct arena arena = ARENA_INIT, scratch = ARENA_INIT;
	struct view_frame frame = { &outer_type, cells, NULL };
	size_t budget = 1000;
	struct view_source source = { &budget, find, rows };
	struct buf out = BUF_INIT;
	struct template_set *set;
	const struct template *t;
	char name[8];
	struct err e;

	if (size == 0)
		return 0;
	text = str_from(text, 1);
	first = str_cut(&text, '\0');
	snprintf(name, sizeof name, "a%s", ending[data[0] % 6]);
	part_write(folder(), 'a', ending[data[0] % 6], first);
	part_write(folder(), 'b', ".html", text);
	set = template_set_open(folder(), &arena, &scratch, &e);
	t = template_load(set, str_of(name), &scope, &source, &e);
	if (!t && (e.line < 0 || e.column < 0 || e.text[0] == '\0'))
		abort();
	arena_release(&scratch);
	if (t)
		template_render(t, &frame, &arena, &out, &e);
	buf_release(&out);
	arena_release(&arena);
	return 0;
}
