#include "render/render.h"

#include "base/buf.h"
#include "catalogue/insert.h"
#include "publish/release.h"
#include "render/links.h"
#include "template/sitepage.h"
#include "template/sqlview.h"
#include "words.h"

#include <string.h>

enum { CODE_PNG_SCALE = 8 };

extern const char pagedata_sql[];

struct kind {
	const struct sqlfile_entry *entry;
	struct str template_name;
	struct stmt *stmt;
	const struct view_type *type;
	const struct template *t; /* NULL for codes */
	int code_column;	  /* of the text of a QR code, or -1 */
	bool html, gz, large, indexed, anywhere;
};

struct render {
	struct site *s;
	const struct content *c;
	struct db *db;
	struct release *to;
	struct findings *findings;
	struct arena *arena;  /* for the run */
	struct arena scratch; /* for a page */
	struct view_frame site;
	struct inserts in; /* into the tables of pagedata.sql */
	struct sqlview *view;
	struct kind *kind;
	size_t nkinds;
	struct links *links;
	struct buf page;
	struct buf path;
};

static bool fault(struct render *r, const struct err *e, int line)
{
	bool placed = e->file[0] != '\0';
	/* so begins what is said of a name that is nowhere, here and in template_compile.c */
	bool unknown = str_starts(str_of(e->text), STR("unknown "));
	enum finding_code code = unknown ? FINDING_UNKNOWN_FIELD : FINDING_TEMPLATE;

	finding_add(r->findings, SEVERITY_ERROR, code,
		    placed ? arena_str(r->findings->arena, str_of(e->file)) : r->s->pages_sql_path,
		    placed ? e->line : line, placed ? e->column : 1, SAY_SITE, e->text);
	return false;
}

static int column_of(const struct view_type *type, struct str name)
{
	for (size_t i = 0; i < type->nfields; i++)
		if (str_eq(type->field[i], name))
			return (int)i;
	return -1;
}

/* "items/{no}/index.html" with the columns of the row at hand, into r->path. */
static bool fill_path(struct render *r, const struct kind *k, struct err *e)
{
	struct str rest = k->entry->name, name;
	int column;

	buf_clear(&r->path);
	while (rest.s) {
		buf_add(&r->path, str_cut(&rest, '{'));
		if (!rest.s)
			break;
		name = str_cut(&rest, '}');
		column = column_of(k->type, name);
		if (column < 0)
			return err_set(e, "unknown column {%.*s} in the path", STR_ARG(name));
		buf_add(&r->path, stmt_text(k->stmt, column));
	}
	return true;
}

static bool is_no(const struct sqlfile_entry *entry, struct str key)
{
	return str_eq(sqlfile_attr(entry, key), STR("no"));
}

/* The :parameters of a page query are settings. Checked once, bound for every run. */
static bool bind_settings(struct render *r, const struct kind *k, struct err *e)
{
	for (int i = 1; i <= stmt_params(k->stmt); i++) {
		const char *name = stmt_param_name(k->stmt, i);
		struct str value = site_setting(&r->site, str_of(name + 1));

		if (!value.s)
			return err_set(e, "unknown setting %s", name);
		stmt_bind_text(k->stmt, i, value);
	}
	return true;
}

/* What the header of its query says. */
static void read_header(struct kind *k)
{
	k->template_name = sqlfile_attr(k->entry, STR("template"));
	k->html = str_ends(k->entry->name, STR(".html"));
	k->indexed = k->html && !is_no(k->entry, STR("index"));
	k->gz = !is_no(k->entry, STR("gz"));
	k->large = k->html && !is_no(k->entry, STR("large"));
	k->anywhere = sqlfile_attr(k->entry, STR("anywhere")).len > 0;
}

/* The type that lists hang on: "item" of public/item.gone.html. */
static struct str type_name(const struct kind *k)
{
	struct str name = k->template_name;

	if (str_contains(name, STR("/")))
		str_cut(&name, '/');
	return str_cut(&name, '.');
}

/* The query, whose settings and the columns that its header names are looked for once. */
static bool load_query(struct render *r, struct kind *k, struct err *e)
{
	struct str code = sqlfile_attr(k->entry, STR("qr"));

	k->stmt = db_prepare(r->db, k->entry->sql, e);
	if (!k->stmt || !bind_settings(r, k, e))
		return false;
	stmt_reset(k->stmt);
	k->type = sqlview_type(k->stmt, type_name(k), r->arena);
	k->code_column = code.len ? column_of(k->type, code) : -1;
	if (code.len && k->code_column < 0)
		return err_set(e, "unknown column %.*s in qr:", STR_ARG(code));
	if (!code.len && !k->type->name.len)
		return err_set(e, "%.*s: neither template: nor qr:", STR_ARG(k->entry->name));
	return fill_path(r, k, e); /* of no row yet: its columns are known */
}

static bool load_template(struct render *r, struct kind *k, struct template_set *set, struct err *e)
{
	struct view_scope *scope = arena_array(r->arena, 3, sizeof *scope);

	scope[0] = (struct view_scope){ r->site.type, NULL };
	scope[1] = (struct view_scope){ &page_view, &scope[0] };
	scope[2] = (struct view_scope){ k->type, &scope[1] };
	k->t = template_load(set, k->template_name, &scope[2], r->view, e);
	return k->t != NULL;
}

/* Everything about a page kind that does not change from page to page. */
static bool load_kind(struct render *r, struct kind *k, struct template_set *set, struct err *e)
{
	read_header(k);
	return load_query(r, k, e) && (k->code_column >= 0 || load_template(r, k, set, e));
}

/* Loads every kind, so that all faults are said at once. */
static bool load_kinds(struct render *r)
{
	const char *dir = arena_printf(r->arena, "%s/templates", r->s->dir.s).s;
	struct arena scratch = ARENA_INIT;
	struct err e;
	struct template_set set = { dir, r->arena, &scratch, NULL };
	bool ok = true;

	r->kind = arena_array(r->arena, r->s->pages.n, sizeof *r->kind);
	for (size_t i = 0; i < r->s->pages.n; i++) {
		const struct sqlfile_entry *entry = &r->s->pages.entry[i];

		if (!str_eq(entry->kind, STR("page")))
			continue;
		r->kind[r->nkinds].entry = entry;
		if (!load_kind(r, &r->kind[r->nkinds++], &set, &e))
			ok = fault(r, &e, entry->line - 1);
	}
	arena_release(&scratch);
	return ok;
}

/* Below public/. */
static bool page_path(struct render *r, const struct kind *k, struct err *e)
{
	struct str path;

	if (!fill_path(r, k, e))
		return false;
	path = buf_str(&r->path);
	if (path.len == 0 || path.s[0] == '/' || str_contains(path, STR("..")))
		return err_set(e, "%.*s: not a path for a page", STR_ARG(path));
	return true;
}

/* "items/9/index.html" is reached as "items/9/". */
static struct str address_of(struct str path)
{
	if (str_ends(path, STR("/index.html")))
		return str_head(path, path.len - 10);
	return str_eq(path, STR("index.html")) ? STR("") : path;
}

/* Goes through all rows of a kind; `each` is called with the path of each. */
static bool each_page(struct render *r, const struct kind *k,
		      bool (*each)(struct render *, const struct kind *, struct err *),
		      struct err *e)
{
	enum db_step step;
	bool ok = bind_settings(r, k, e);

	while (ok && (step = stmt_step(k->stmt)) == DB_ROW) {
		ok = page_path(r, k, e) && each(r, k, e);
		arena_reset(&r->scratch);
	}
	stmt_reset(k->stmt);
	return ok && db_error(r->db, e);
}

/* pages/items.md would be shown at the address of the list. */
static bool taken(struct render *r, struct str address)
{
	const struct page *page = links_page_at(r->c, address);

	finding_add(r->findings, SEVERITY_ERROR, FINDING_BAD_FILE,
		    page ? page->file : r->s->pages_sql_path, 0, 0, SAY_PAGE_TAKEN,
		    STR_ARG(address));
	return true;
}

static bool note_path(struct render *r, const struct kind *k, struct err *e)
{
	struct str address = address_of(buf_str(&r->path));
	struct str url =
		arena_printf(&r->scratch, "%.*s/%.*s", STR_ARG(r->s->base_url), STR_ARG(address));

	(void)e;
	if (k->html && links_taken(r->links, address))
		return taken(r, address);
	links_add(r->links, address);
	if (k->html)
		INSERT(&r->in, "page_path", TEXT("address", address), TEXT("url", url),
		       INT("indexed", k->indexed));
	if (k->large)
		links_add(r->links, arena_printf(&r->scratch, "large/%.*s", STR_ARG(address)));
	return true;
}

/* A relative address from a page to the root of its variant or, one deeper, of the site. */
static struct str up(struct render *r, struct str path, bool one_more)
{
	size_t n = one_more;
	char *out;

	for (size_t i = 0; i < path.len; i++)
		n += path.s[i] == '/';
	if (n == 0)
		return STR("./");
	out = arena_alloc(&r->scratch, 3 * n);
	for (size_t i = 0; i < n; i++)
		memcpy(out + 3 * i, "../", 3);
	return (struct str){ out, 3 * n };
}

/* Where a page is: the cells of the frame "page". */
static void fill_page_cells(struct render *r, const struct kind *k, bool large,
			    struct str cell[PAGE_FIELD__MAX])
{
	struct str path = arena_str(&r->scratch, buf_str(&r->path)), address = address_of(path);
	struct arena *a = &r->scratch;

	memset(cell, 0, PAGE_FIELD__MAX * sizeof *cell);
	cell[PAGE_ROOT] = k->anywhere ? arena_printf(a, "%.*s/", STR_ARG(r->s->base_path))
				      : up(r, path, false);
	cell[PAGE_TOP] = large ? up(r, path, true) : cell[PAGE_ROOT];
	cell[PAGE_PATH] = address;
	if (!k->anywhere)
		cell[PAGE_URL] =
			arena_printf(a, "%.*s/%.*s", STR_ARG(r->s->base_url), STR_ARG(address));
	cell[PAGE_LARGE] = view_flag(large);
	if (k->large)
		cell[PAGE_TWIN] = arena_printf(a, "%.*s%s%.*s", STR_ARG(cell[PAGE_TOP]),
					       large ? "" : "large/", STR_ARG(address));
}

static bool write_template(struct render *r, const struct kind *k, const struct str *cell,
			   bool large, struct err *e)
{
	struct str page_cell[PAGE_FIELD__MAX];
	struct view_frame page = { &page_view, page_cell, &r->site };
	struct view_frame row = { k->type, cell, &page };
	struct str path;

	fill_page_cells(r, k, large, page_cell);
	buf_clear(&r->page);
	if (!template_render(k->t, &row, NULL, &r->scratch, &r->page, e))
		return false;
	path = arena_printf(&r->scratch, "public/%s%.*s", large ? "large/" : "",
			    STR_ARG(buf_str(&r->path)));
	if (k->html)
		links_scan(r->links,
			   arena_printf(&r->scratch, "%s%.*s", large ? "large/" : "",
					STR_ARG(page_cell[PAGE_PATH])),
			   &r->page, k->template_name);
	return release_add(r->to, path, buf_str(&r->page), k->gz, e);
}

static bool write_code(struct render *r, const struct kind *k, const struct str *cell,
		       struct err *e)
{
	const struct qr *code = site_code(r->s, cell[k->code_column], r->arena, e);

	buf_clear(&r->page);
	return code && qr_png(code, CODE_PNG_SCALE, &r->page, e) &&
	       release_add(r->to,
			   arena_printf(&r->scratch, "public/%.*s", STR_ARG(buf_str(&r->path))),
			   buf_str(&r->page), false, e);
}

static bool write_page(struct render *r, const struct kind *k, struct err *e)
{
	const struct str *cell = sqlview_cells(k->stmt, &r->scratch);

	if (k->code_column >= 0)
		return write_code(r, k, cell, e);
	return write_template(r, k, cell, false, e) &&
	       (!k->large || write_template(r, k, cell, true, e));
}

/* For the Content-Security-Policy: what stands inline, a line FILE 'sha256-...' each. */
static bool write_csp(struct render *r, struct err *e)
{
	struct buf out = BUF_INIT;
	bool ok;

	for (size_t i = 0; i < r->s->nassets; i++) {
		const struct site_file *f = &r->s->asset[i];
		unsigned char digest[SHA256_BYTES];

		if (f->path.len)
			continue;
		crypto_sha256(f->content, digest);
		buf_printf(&out, "%.*s 'sha256-", STR_ARG(f->name));
		crypto_base64(&out, digest, sizeof digest);
		buf_add(&out, STR("'\n"));
	}
	ok = release_add(r->to, STR("csp.txt"), buf_str(&out), false, e);
	buf_release(&out);
	return ok;
}

/* Assets that do not stand in pages, and templates for hallbook. */
static bool copy_files(struct render *r, struct err *e)
{
	bool ok = true;

	for (size_t i = 0; ok && i < r->s->nassets; i++) {
		const struct site_file *f = &r->s->asset[i];

		if (f->path.len)
			ok = release_add(r->to,
					 arena_printf(r->arena, "public/%.*s", STR_ARG(f->path)),
					 f->content, f->text, e);
	}
	for (size_t i = 0; ok && i < r->s->ntemplates; i++)
		ok = release_add(
			r->to,
			arena_printf(r->arena, "templates/%s", r->s->template_file[i].name.s),
			r->s->template_file[i].content, false, e);
	return ok;
}

static bool note_paths(struct render *r, struct err *e)
{
	for (size_t i = 0; i < r->s->nassets; i++)
		if (r->s->asset[i].path.len)
			links_add(r->links, r->s->asset[i].path);
	for (size_t i = 0; i < r->nkinds; i++)
		if (!each_page(r, &r->kind[i], note_path, e))
			return false;
	return insert_end(&r->in, e);
}

static bool add_code(struct render *r, int window, struct err *e)
{
	struct str url = site_code_url(r->s, window, r->arena);
	const struct qr *code = site_code(r->s, url, r->arena, e);
	struct buf path = BUF_INIT;

	if (!code)
		return false;
	qr_path(code, &path);
	INSERT(&r->in, "code", INT("window", window), TEXT("url", url),
	       INT("version", code->version), INT("side", code->width + 2 * QR_QUIET),
	       TEXT("path", buf_str(&path)));
	buf_release(&path);
	return true;
}

/* The temporary tables that pages ask beside the catalogue, of which page_path is still empty. */
static bool make_tables(struct render *r, struct err *e)
{
	bool ok = db_exec(r->db, pagedata_sql, e) && add_code(r, 0, e);

	for (size_t i = 0; ok && i < r->c->nwindows; i++)
		ok = add_code(r, r->c->window[i].no, e);
	return ok;
}

static bool write_all(struct render *r, struct err *e)
{
	if (!note_paths(r, e))
		return false;
	if (finding_count(r->findings, SEVERITY_ERROR))
		return true;
	if (!copy_files(r, e) || !write_csp(r, e))
		return false;
	for (size_t i = 0; i < r->nkinds; i++) {
		if (!each_page(r, &r->kind[i], write_page, e))
			return false;
		sqlview_forget(r->view);
	}
	links_report(r->links, r->s, r->c, r->findings);
	return true;
}

bool render_site(struct site *s, const struct content *c, struct db *db, struct release *to,
		 struct findings *f, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct render r = {
		.s = s, .c = c, .db = db, .to = to, .findings = f, .arena = &a, .in = { .db = db }
	};
	struct err list_error;
	bool ok;

	r.links = links_new(s->base_path, &a);
	/* One transaction, so that no list asks for locks; it ends with the connection. */
	ok = db_exec(db, "BEGIN", e) && site_frame_load(db, "main", &a, &r.site, e) &&
	     make_tables(&r, e);
	if (ok) {
		r.view = sqlview_open(db, &s->pages, s->pages_sql_path.s, &a, &list_error);
		if (r.view) {
			sqlview_fix(r.view);
			ok = !load_kinds(&r) || write_all(&r, e);
			sqlview_close(r.view);
		} else {
			fault(&r, &list_error, 1);
		}
	}
	buf_release(&r.page);
	buf_release(&r.path);
	arena_release(&r.scratch);
	arena_release(&a);
	return ok;
}
