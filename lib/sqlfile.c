#include "sqlfile.h"

#include <assert.h>
#include <string.h>

/* The next blank-delimited word of *s. */
static struct str word(struct str *s)
{
	struct str w;
	size_t n = 0;

	*s = str_trim(*s);
	while (n < s->len && s->s[n] != ' ' && s->s[n] != '\t')
		n++;
	w = str_head(*s, n);
	*s = str_from(*s, n);
	return w;
}

static bool is_kind(struct str k)
{
	return str_eq(k, STR("name:")) || str_eq(k, STR("page:")) || str_eq(k, STR("list:"));
}

/* True and *entry begun when the line is a header. */
static bool header(struct str line, struct sqlfile_entry *entry)
{
	struct str rest = line, kind;

	if (!str_starts(rest, STR("--")))
		return false;
	rest = str_from(rest, 2);
	kind = word(&rest);
	if (!is_kind(kind))
		return false;
	*entry = (struct sqlfile_entry){ .kind = str_head(kind, kind.len - 1) };
	entry->name = word(&rest);
	entry->attrs = str_trim(rest);
	return true;
}

static bool is_code(struct str line)
{
	line = str_trim(line);
	return line.len && !str_starts(line, STR("--"));
}

bool sqlfile_parse(struct str text, const char *file, struct arena *a, struct sqlfile *out,
		   struct err *e)
{
	struct sqlfile_entry *entry = NULL, head;
	size_t cap = 0;
	int line_no = 0;

	memset(out, 0, sizeof *out);
	while (text.s) {
		struct str line = str_cut(&text, '\n');

		line_no++;
		if (header(line, &head)) {
			if (head.name.len == 0)
				return err_at(e, file, line_no, 1, "a statement without a name");
			if (sqlfile_find(out, head.kind, head.name))
				return err_at(e, file, line_no, 1, "%.*s stands twice",
					      STR_ARG(head.name));
			entry = arena_push(a, &out->entry, &out->n, &cap, sizeof *entry);
			*entry = head;
			entry->line = line_no + 1;
			entry->sql = (struct str){ line.s + line.len, 0 };
		} else if (entry) {
			entry->sql.len = (size_t)(line.s + line.len - entry->sql.s);
		} else if (is_code(line)) {
			return err_at(e, file, line_no, 1, "SQL before the first '-- name:'");
		}
	}
	for (size_t i = 0; i < out->n; i++)
		if (str_trim(out->entry[i].sql).len == 0)
			return err_at(e, file, out->entry[i].line, 1, "%.*s has no SQL",
				      STR_ARG(out->entry[i].name));
	return true;
}

const struct sqlfile_entry *sqlfile_find(const struct sqlfile *f, struct str kind, struct str name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->entry[i].kind, kind) && str_eq(f->entry[i].name, name))
			return &f->entry[i];
	return NULL;
}

struct stmt *sqlfile_prepare(struct db *db, const char *text, const char *name, struct err *e)
{
	const struct sqlfile_entry *entry;
	struct arena a = ARENA_INIT;
	struct stmt *s = NULL;
	struct sqlfile f;

	if (sqlfile_parse(str_of(text), name, &a, &f, e)) {
		entry = sqlfile_find(&f, STR("name"), str_of(name));
		assert(entry);
		s = db_prepare(db, entry->sql, e);
	}
	arena_release(&a);
	return s;
}

struct str sqlfile_attr(const struct sqlfile_entry *entry, struct str key)
{
	struct str rest = entry->attrs;

	while (rest.len) {
		struct str k = word(&rest), v = word(&rest);

		if (k.len == key.len + 1 && str_starts(k, key) && k.s[key.len] == ':')
			return v;
	}
	return (struct str){ "", 0 };
}
