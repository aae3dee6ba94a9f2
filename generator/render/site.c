#include "render/site.h"

#include "base/file.h"
#include "read/conf.h"
#include "words.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct site_code {
	struct str text;
	struct qr qr;
};

enum { SITE_FILE_MAX_BYTES = 4 * 1024 * 1024, SITE_FILES_MAX = 500 };

static int by_name(const void *a, const void *b)
{
	return str_cmp(((const struct site_file *)a)->name, ((const struct site_file *)b)->name);
}

/* The files of a folder, their names behind `prefix`; those of its folders, too, one level down. */
struct reading {
	struct arena *arena;
	struct site_file **list;
	size_t *n, cap;
};

static bool read_folder(struct reading *r, const char *dir, const char *prefix, struct err *e);

static bool read_entry(struct reading *r, const char *path, const char *name, bool may_be_folder,
		       struct err *e)
{
	struct site_file *f;
	struct stat st;

	if (stat(path, &st) != 0)
		return err_errno(e, "%s", path);
	if (may_be_folder && S_ISDIR(st.st_mode))
		return read_folder(r, path, arena_printf(r->arena, "%s/", name).s, e);
	if (*r->n == SITE_FILES_MAX)
		return err_set(e, "%s: 文件太多，最多 %d 个", path, SITE_FILES_MAX);
	f = arena_push(r->arena, r->list, r->n, &r->cap, sizeof *f);
	f->name = arena_str(r->arena, str_of(name));
	return file_read(path, SITE_FILE_MAX_BYTES, r->arena, &f->content, e);
}

static bool read_folder(struct reading *r, const char *dir, const char *prefix, struct err *e)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	bool ok = true;

	if (!d)
		return err_errno(e, "%s", dir);
	while (ok && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			ok = read_entry(r, arena_printf(r->arena, "%s/%s", dir, entry->d_name).s,
					arena_printf(r->arena, "%s%s", prefix, entry->d_name).s,
					!prefix[0], e);
	closedir(d);
	return ok;
}

/* By name; without those that begin with a dot. */
static bool read_files(const char *dir, struct arena *a, struct site_file **list, size_t *n,
		       struct err *e)
{
	struct reading r = { a, list, n, 0 };
	bool ok = read_folder(&r, dir, "", e);

	if (*n)
		qsort(*list, *n, sizeof **list, by_name);
	return ok;
}

static void digest_files(struct site *s, struct str pages_text, struct arena *a)
{
	size_t n = 0;
	struct str *part = arena_array(a, 1 + 2 * (s->nassets + s->ntemplates), sizeof *part);

	part[n++] = pages_text;
	for (size_t i = 0; i < s->nassets; i++) {
		part[n++] = s->asset[i].name;
		part[n++] = s->asset[i].content;
	}
	for (size_t i = 0; i < s->ntemplates; i++) {
		part[n++] = s->template_file[i].name;
		part[n++] = s->template_file[i].content;
	}
	crypto_digest_parts(part, n, s->digest);
}

/* A style sheet without the blanks that mean nothing there; one before a colon does: "a :hover". */
static size_t squeeze_css(char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		bool blank = text[i] == ' ' || text[i] == '\n';

		if (blank && (n == 0 || strchr("{};,:", text[n - 1]) ||
			      (i + 1 < len && strchr("{}", text[i + 1]))))
			continue;
		if (text[i] == '}' && n && text[n - 1] == ';')
			n--;
		text[n++] = text[i];
	}
	return n;
}

/* As it is sent. */
static struct str slim(const struct site_file *asset, struct arena *a)
{
	struct str rest = asset->content, line;
	char *out = arena_alloc(a, rest.len + 1);
	size_t n = 0;
	bool comment = false;

	while (rest.s) {
		line = str_trim(str_cut(&rest, '\n'));
		/* comments stand on lines of their own, so no string is ever cut */
		if (str_starts(line, STR("/*")))
			comment = true;
		if (!comment && line.len) {
			memcpy(out + n, line.s, line.len);
			n += line.len;
			out[n++] = '\n';
		}
		if (comment && str_ends(line, STR("*/")))
			comment = false;
	}
	n = n ? n - 1 : 0;
	return (struct str){ out, str_ends(asset->name, STR(".css")) ? squeeze_css(out, n) : n };
}

static const char *setting_of(const struct site_file *asset, const char *before, struct arena *a)
{
	struct str kind = asset->name, name = str_cut(&kind, '.');

	return arena_printf(a, "%s%.*s_%.*s", before, STR_ARG(kind), STR_ARG(name)).s;
}

/* Whether a template links to it, which makes it a file of its own. */
static bool is_linked(const struct site *s, const struct site_file *asset, struct arena *a)
{
	struct str tag = arena_printf(a, "%s}}", setting_of(asset, "{{href_", a));

	for (size_t i = 0; i < s->ntemplates; i++)
		if (str_contains(s->template_file[i].content, tag))
			return true;
	return false;
}

/*
 * Text that is linked to: assets/desk.0123456789abcdef.css, so that other bytes have another name
 * and it may be kept for ever. What is no text: its name.
 */
static struct str asset_path(const struct site *s, const struct site_file *f, struct arena *a)
{
	struct str kind = f->name, name = str_cut(&kind, '.');
	unsigned char digest[DIGEST_BYTES];
	char hex[17];

	if (!f->text)
		return f->name;
	if (!is_linked(s, f, a))
		return STR("");
	crypto_digest(f->content, digest);
	crypto_hex(hex, digest, sizeof hex / 2);
	return arena_printf(a, "assets/%.*s.%s.%.*s", STR_ARG(name), hex, STR_ARG(kind));
}

static void look_at_assets(struct site *s, struct arena *a)
{
	for (size_t i = 0; i < s->nassets; i++) {
		struct site_file *f = &s->asset[i];

		f->text = str_ends(f->name, STR(".css")) || str_ends(f->name, STR(".js"));
		if (f->text)
			f->content = slim(f, a);
		f->path = asset_path(s, f, a);
	}
}

void site_add_settings(const struct site *s, struct content *c, struct arena *a)
{
	for (size_t i = 0; i < s->nassets; i++) {
		const struct site_file *f = &s->asset[i];

		if (f->text)
			content_set(c, setting_of(f, f->path.len ? "href_" : "", a),
				    f->path.len ? f->path : f->content, a);
	}
}

static void report(struct findings *f, const struct err *e, struct str file)
{
	struct str at = e->file[0] ? arena_str(f->arena, str_of(e->file)) : file;

	finding_add(f, SEVERITY_ERROR, FINDING_BAD_FILE, at, e->line, e->column, SAY_SITE, e->text);
}

void site_read(struct site *s, struct str dir, struct arena *a, struct findings *f)
{
	const char *assets = arena_printf(a, "%.*s/assets", STR_ARG(dir)).s;
	const char *templates = arena_printf(a, "%.*s/templates", STR_ARG(dir)).s;
	struct str text;
	struct err e;

	memset(s, 0, sizeof *s);
	s->dir = arena_str(a, dir);
	s->pages_sql_path = arena_printf(a, "%.*s/pages.sql", STR_ARG(dir));
	if (!file_read(s->pages_sql_path.s, SITE_FILE_MAX_BYTES, a, &text, &e) ||
	    !sqlfile_parse(text, s->pages_sql_path.s, a, &s->pages, &e)) {
		report(f, &e, s->pages_sql_path);
		return;
	}
	if (!read_files(assets, a, &s->asset, &s->nassets, &e) ||
	    !read_files(templates, a, &s->template_file, &s->ntemplates, &e)) {
		report(f, &e, s->dir);
		return;
	}
	look_at_assets(s, a);
	digest_files(s, text, a);
}

/* Behind the host, without the first slash; s is NULL when there is none. */
static struct str path_of(struct str url)
{
	struct str path = str_from(url, str_find(url, STR("://")) + 3);

	str_cut(&path, '/');
	return path;
}

bool site_set_base_url(struct site *s, struct str url, struct arena *a)
{
	struct str path;

	if (!conf_url_valid(url))
		return false;
	if (str_ends(url, STR("/")))
		url.len--;
	s->base_url = arena_str(a, url);
	path = path_of(url);
	s->base_path = path.s ? arena_printf(a, "/%.*s", STR_ARG(path)) : STR("");
	return true;
}

static struct str upper(struct str s, struct arena *a)
{
	char *out = arena_alloc(a, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		out[i] = s.s[i] >= 'a' && s.s[i] <= 'z' ? (char)(s.s[i] - 'a' + 'A') : s.s[i];
	return (struct str){ out, s.len };
}

struct str site_code_url(const struct site *s, int window, struct arena *a)
{
	bool has_path = path_of(s->base_url).s;
	struct str url = window ? arena_printf(a, "%.*s/W/%02d", STR_ARG(s->base_url), window)
				: arena_printf(a, "%.*s/", STR_ARG(s->base_url));

	return has_path ? url : upper(url, a);
}

const struct qr *site_code(struct site *s, struct str text, struct arena *a, struct err *e)
{
	struct site_code *new;
	struct qr qr;

	for (size_t i = 0; i < s->ncodes; i++)
		if (str_eq(s->code[i].text, text))
			return &s->code[i].qr;
	if (!qr_encode(text, a, &qr, e))
		return NULL;
	new = arena_push(a, &s->code, &s->ncodes, &s->codes_cap, sizeof *new);
	*new = (struct site_code){ arena_str(a, text), qr };
	return &new->qr;
}
