#include "read/read.h"

#include "base/file.h"
#include "phone.h"
#include "read/conf.h"
#include "table/text.h"
#include "table/workbook.h"
#include "words.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

const struct table_spec *const read_tables[READ_TABLES + 1] = {
	&read_items_spec,     &read_windows_spec,
	&read_hours_spec,     &read_holidays_spec,
	&read_noon_spec,      &read_acknowledged_spec,
	&read_notes_spec,     &read_aliases_spec,
	&read_statutory_spec, NULL,
};

struct str read_path(const struct reader *r, const char *name)
{
	return content_file(r->c, name, r->a);
}

/* One list has one home. */
static void check_one_home(struct reader *r, const char *name, struct str path)
{
	struct str book = content_workbook(r->c, name, r->a); /* a finding keeps it */

	if (book.s && !str_eq(book, path))
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE, book, 0, 0, SAY_TWO_HOMES,
			    name);
}

/* Files come in an order of their own (read_content), pages by name. */
static void add_digest(struct reader *r, const char *name, struct str bytes)
{
	const struct str part[] = { { (const char *)r->c->digest, DIGEST_BYTES },
				    str_of(name),
				    bytes };

	crypto_digest_parts(part, COUNT(part), r->c->digest);
}

/* A link that leads nowhere is there, and told as unreadable. */
static bool is_absent(const char *path)
{
	struct stat st;

	return lstat(path, &st) != 0 && errno == ENOENT;
}

/* Its bytes, which join the digest. */
static bool read_bytes(struct reader *r, const char *name, size_t max_bytes, bool required,
		       struct str *raw)
{
	struct str path = read_path(r, name);
	struct err e;

	if (is_absent(path.s)) {
		if (required)
			finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE, path, 0, 0,
				    SAY_NO_FILE);
		return false;
	}
	check_one_home(r, name, path);
	if (!file_read(path.s, max_bytes, r->scratch, raw, &e)) {
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE, path, 0, 0, SAY_UNREADABLE,
			    e.text);
		return false;
	}
	add_digest(r, name, *raw);
	return true;
}

static struct str decode(struct reader *r, struct str path, struct str raw)
{
	struct text decoded = text_decode(raw, r->scratch);

	if (decoded.encoding)
		finding_add(r->f, SEVERITY_NOTE, FINDING_ENCODING, path, 0, 0, SAY_CONVERTED,
			    decoded.encoding);
	return decoded.s;
}

bool read_text(struct reader *r, const char *name, size_t max_bytes, bool required,
	       struct str *text)
{
	struct str raw;

	if (!read_bytes(r, name, max_bytes, required, &raw))
		return false;
	*text = decode(r, read_path(r, name), raw);
	return true;
}

static void read_book(struct reader *r, struct table *t, struct str raw)
{
	struct workbook book;
	struct err e;

	if (workbook_read(t->file, raw, r->scratch, &book, &e))
		table_read_book(t, &book);
	else
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE, t->file, 0, 0, SAY_UNREADABLE,
			    e.text);
}

void read_table(struct reader *r, const struct table_spec *spec)
{
	struct table t = { .findings = r->f,
			   .arena = r->a,
			   .scratch = r->scratch,
			   .file = read_path(r, spec->name),
			   .column = spec->column,
			   .ncolumns = spec->ncolumns,
			   .fn = spec->row,
			   .ctx = r };
	struct str raw;

	if (!read_bytes(r, spec->name, spec->max_bytes, spec->required, &raw))
		return;
	r->cap = 0;
	r->errors = finding_count(r->f, SEVERITY_ERROR);
	if (workbook_is(t.file))
		read_book(r, &t, raw);
	else if (workbook_kind(raw) == WORKBOOK_ZIP || workbook_kind(raw) == WORKBOOK_OLD)
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE, t.file, 0, 0, SAY_BOOK_AS_CSV);
	else
		table_read(&t, decode(r, t.file, raw));
	if (t.usable && spec->rows && t.given == 0)
		finding_add(r->f, SEVERITY_ERROR, FINDING_EMPTY, t.file, 0, 0, SAY_NO_ROWS);
	if (t.usable && spec->done)
		spec->done(r);
	arena_reset(r->scratch);
}

/* For pages: each number a link in Markdown. */
static struct str complaint_links(struct reader *r)
{
	struct str rest = content_setting(r->c, "hall.complaint"), phone, links = STR("");

	while (phone_split(&rest, &phone))
		links = arena_printf(r->a, "%.*s%s[%.*s](tel:%.*s)", STR_ARG(links),
				     links.len ? "、" : "", STR_ARG(phone),
				     STR_ARG(content_tel(phone, r->a)));
	return links;
}

static void read_conf(struct reader *r)
{
	struct str text = { NULL, 0 };

	if (read_text(r, "hall.conf", READ_MAX_BYTES, true, &text) && str_trim(text).len == 0)
		finding_add(r->f, SEVERITY_ERROR, FINDING_EMPTY, read_path(r, "hall.conf"), 0, 0,
			    SAY_EMPTY_FILE);
	conf_read(r->c, read_path(r, "hall.conf"), text, r->a, r->f);
	content_set(r->c, "site.complaint_links", complaint_links(r), r->a);
	content_set(r->c, "list.weekend", STR("{list.weekend}"), r->a); /* facts.sql knows it */
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && access(path, R_OK | X_OK) == 0;
}

void read_content(struct content *c, struct str dir, struct arena *a, struct findings *f)
{
	struct arena scratch = ARENA_INIT;
	struct reader r = { .c = c, .a = a, .scratch = &scratch, .f = f };

	while (dir.len > 1 && str_ends(dir, STR("/")))
		dir.len--;
	*c = (struct content){ .dir = dir };
	if (!is_folder(arena_cstr(a, dir))) { /* one cause, one message */
		finding_add(f, SEVERITY_ERROR, FINDING_BAD_FILE, dir, 0, 0, SAY_NO_FOLDER);
		conf_read(c, read_path(&r, "hall.conf"), STR(""), a, f);
		return;
	}
	read_conf(&r);
	read_table(&r, &read_windows_spec);
	for (size_t i = 0; i < READ_TABLES; i++)
		if (read_tables[i] != &read_windows_spec)
			read_table(&r, read_tables[i]);
	read_pages(&r);
	arena_release(&scratch);
}
