#include "duty/upload.h"

#include "staff/listpage.h"
#include "table/table.h"
#include "table/workbook.h"

struct upload_work {
	int reader;
	struct upload file;
	upload_fits *fits;
	struct arena *arena; /* of the request */
	size_t sheets;
	struct str sheet, text; /* the one that was read, if any */
	struct err why;
};

/* As it can be sent again in a form; a tab parts pasted cells alone. */
static struct str clean(struct str s, bool is_book, struct arena *a)
{
	char *out = arena_alloc(a, s.len + 1);

	for (size_t i = 0; i < s.len; i++) {
		unsigned char ch = (unsigned char)s.s[i],
			      before = i ? (unsigned char)s.s[i - 1] : 0;

		out[i] = s.s[i];
		if ((ch < ' ' && ch != '\n' && (ch != '\t' || is_book)) || ch == 0x7F)
			out[i] = ' ';
		if (before == 0xC2 && ch < 0xA0) /* U+0080 to U+009F */
			out[i - 1] = out[i] = ' ';
	}
	return (struct str){ out, s.len };
}

/* The first that fits, else the first that is not empty. */
static const struct sheet *choose(const struct workbook *book, upload_fits *fits)
{
	const struct sheet *first = NULL;
	struct arena scratch = ARENA_INIT;

	for (size_t i = 0; i < book->n; i++) {
		const struct sheet *sheet = &book->sheet[i];
		bool good = fits(sheet->csv, &scratch);

		arena_reset(&scratch);
		if (good || (!first && table_trim(sheet->csv).len))
			first = sheet;
		if (good)
			break;
	}
	arena_release(&scratch);
	return first;
}

static void run(struct exchange *x)
{
	struct upload_work *w = x->work;
	const struct sheet *sheet;
	struct workbook book;

	if (!workbook_ask(w->reader, w->file.name, w->file.bytes, w->arena, &book, &w->why))
		return;
	sheet = choose(&book, w->fits);
	w->sheets = book.n;
	w->sheet = sheet ? sheet->name : STR("");
	w->text = sheet ? clean(sheet->csv, sheet->name.len, w->arena) : STR("");
}

bool upload_ask(struct call *c, upload_fits *fits)
{
	struct upload_work *w = arena_alloc(c->arena, sizeof *w);

	*w = (struct upload_work){ .reader = c->app->workbooks,
				   .file = c->form.upload[0],
				   .fits = fits,
				   .arena = c->arena };
	return c->form.nuploads == 1 && w->file.bytes.len <= FORM_UPLOADS_BYTES &&
	       worker_add(c->app->worker, LANE_TABLES, c->x, run, w);
}

bool upload_take(struct call *c)
{
	const struct upload_work *w = c->x->work;

	if (!c->form.nuploads)
		return call_text(c, FORM_TEXT).len || listpage_wrong(c, 422, MSG_NO_FILE);
	if (c->form.nuploads > 1 || c->form.upload[0].bytes.len > FORM_UPLOADS_BYTES)
		return listpage_wrong(c, 413, MSG_FILE_LARGE);
	if (!w)
		return listpage_wrong(c, 503, MSG_FILE_BUSY);
	if (!w->text.s)
		return listpage_refuse(c, 422, str_of(w->why.text));
	if (w->text.len > FORM_TEXT_BYTES)
		return listpage_wrong(c, 422, MSG_TABLE_LARGE);
	if (!table_trim(w->text).len)
		return listpage_wrong(c, 422, MSG_CSV_EMPTY);
	if (w->sheets > 1)
		call_show(c, FORM_NOTE, message_with(c->arena, MSG_SHEET, w->sheet));
	c->form.value[FORM_TEXT] = w->text;
	return true;
}
