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
static const struct str cells[] = { STR_INIT("<1>"), STR_INIT("") };
static const struct view_type outer_type = { STR_INIT("o"), field, 2 };
static const struct view_scope scope = { &outer_type, NULL };

/*
 * "l" has two rows, "n" has none, "x" cannot be used. Lists in lists: 2^32 rows are right but
 * slow, so a thousand uses of "l" are enough.
 */
static const char lists[] =
	"-- list: o.l\n"
	"INSERT INTO used(a, b) VALUES('<1>', ''), ('0', char(10)) RETURNING a, b;\n"
	"-- list: l.l\n"
	"INSERT INTO used(a, b) VALUES('<1>', ''), ('0', char(10)) RETURNING a, b;\n"
	"-- list: o.n\n"
	"SELECT '' AS a, '' AS b WHERE 0;\n"
	"-- list: o.x\n"
	"SELECT :nowhere AS a;\n";

static struct db *db;

static void lists_open(void)
{
	struct err e;

	db = db_open(":memory:", DB_CREATE, &e);
	if (!db_exec(db, "CREATE TABLE used(no INTEGER PRIMARY KEY CHECK (no <= 2000), a, b)", &e))
		abort();
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
	struct buf out = BUF_INIT;
	struct template_set set = { folder(), &arena, &scratch, NULL };
	struct sqlfile file;
	struct sqlview *v;
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
	if (!db)
		lists_open();
	if (!db_exec(db, "DELETE FROM used", &e) ||
	    !sqlfile_parse(str_of(lists), "lists.sql", &arena, &file, &e))
		abort();
	v = sqlview_open(db, &file, "lists.sql", &arena, &e);
	t = template_load(&set, str_of(name), &scope, v, &e);
	if (!t && (e.line < 0 || e.column < 0 || e.text[0] == '\0'))
		abort();
	arena_release(&scratch);
	if (t)
		template_render(t, &frame, NULL, &arena, &out, &e);
	sqlview_close(v);
	buf_release(&out);
	arena_release(&arena);
	return 0;
}
