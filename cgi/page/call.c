#include "page/call.h"

#include "moment.h"
#include "qr.h"

#include <string.h>

#define MESSAGE(X) X(heading) X(text)

enum { BUSY_S = 5 }; /* until a 503 is over, mostly */

struct message_page {
	VIEW_CELLS(MESSAGE);
};

VIEW_OF(message, MESSAGE);
const struct page_type message_page = { STR_INIT("booking/message.html"), &message_view, NULL };

void call_begin(struct call *c, struct app *app, struct request *q, struct response *r)
{
	int64_t minute = hall_min_of_utc(q->now_utc_s);
	int32_t day = (int32_t)(minute / DAY_MINUTES);

	*c = (struct call){ .app = app,
			    .live = app->live,
			    .store = app->live->store,
			    .q = q,
			    .r = r,
			    .arena = q->arena };
	c->who = STR("");
	c->variant = str_starts(q->path, STR("/large/book")) ? STR("/large") : STR("");
	c->path = str_from(q->path, c->variant.len);
	c->message = &message_page;
	minute_format(minute, c->now);
	date_format(day, c->today);
	date_format(day + (int32_t)app->live->horizon_days, c->last);
}

/* For the next answer; what is wrong with the form stays. */
static void begin(struct call *c)
{
	struct buf body = c->r->body;

	buf_clear(&body);
	if (c->r->file)
		fclose(c->r->file);
	*c->r = (struct response){ .body = body };
	c->failed = false;
	c->why = NULL;
}

bool call_fail(struct call *c, const struct err *why)
{
	struct err *kept = arena_alloc(c->q->arena, sizeof *kept);

	*kept = *why;
	c->failed = true;
	c->why = kept;
	return false;
}

void call_reset(struct call *c)
{
	begin(c);
	memset(c->form.cell, 0, sizeof c->form.cell);
	c->limited_s = 0;
}

static struct str twin_of(const struct call *c)
{
	if (!c->has_twin)
		return STR("");
	return arena_printf(c->arena, "%.*s%s%.*s%s%.*s", STR_ARG(c->q->base),
			    c->variant.len ? "" : "/large", STR_ARG(c->path),
			    c->asked.len ? "?" : "", STR_ARG(c->asked));
}

bool call_append(struct call *c, const struct page_type *page, const struct str *cell)
{
	struct str base = c->q->base;
	const struct str place[PAGE_FIELD__MAX] = {
		[PAGE_ROOT] =
			arena_printf(c->arena, "%.*s%.*s/", STR_ARG(base), STR_ARG(c->variant)),
		[PAGE_TOP] = arena_printf(c->arena, "%.*s/", STR_ARG(base)),
		[PAGE_PATH] = str_from(c->path, 1),
		[PAGE_LARGE] = view_flag(c->variant.len > 0),
		[PAGE_TWIN] = twin_of(c),
		[PAGE_LIVE] = STR("1"),
	};
	const struct page_values v = { place, c->form.cell, c->frame, cell, &c->mark };
	int faults = form_faults(&c->form);
	struct arena scratch = ARENA_INIT;
	struct err e;
	bool ok;

	c->form.errors = faults ? arena_int(c->arena, faults) : STR("");
	ok = pages_render(c->live->pages, page, &v, &scratch, &c->r->body, &e) || call_fail(c, &e);
	arena_release(&scratch);
	return ok && c->r->status < 400;
}

bool call_page(struct call *c, int status, const struct page_type *page, const struct str *cell)
{
	begin(c);
	c->r->status = status;
	c->r->retry_after_s = status == 429 ? c->limited_s : status == 503 ? BUSY_S : 0;
	return call_append(c, page, cell);
}

bool call_qr(struct call *c, struct str text, int scale)
{
	struct qr qr;
	struct err e;

	begin(c);
	c->r->status = 200;
	c->r->content_type = STR("image/png");
	return (qr_encode(text, c->arena, &qr, &e) && qr_png(&qr, scale, &c->r->body, &e)) ||
	       call_fail(c, &e);
}

bool call_message(struct call *c, int status, enum message heading, struct str text)
{
	const struct message_page p = { .heading = message_plain(heading), .text = text };

	return call_page(c, status, c->message, p.cell);
}

bool call_refuse(struct call *c, int status, enum message heading, enum message text)
{
	return call_message(c, status, heading, message_plain(text));
}

bool call_not_found(struct call *c)
{
	return call_message(c, 404, MSG_404, message_with(c->arena, MSG_404_P, c->live->complaint));
}

void call_download(struct call *c, struct str type, const char *name, ...)
{
	va_list ap;

	va_start(ap, name);
	c->r->download_name = arena_vprintf(c->arena, name, ap);
	va_end(ap);
	c->r->status = 200;
	c->r->content_type = type;
}

bool call_redirect(struct call *c, const char *path, ...)
{
	struct str below;
	va_list ap;

	va_start(ap, path);
	below = arena_vprintf(c->arena, path, ap);
	va_end(ap);
	begin(c);
	c->r->status = 303;
	c->r->location = arena_printf(c->arena, "%.*s%.*s%.*s", STR_ARG(c->q->base),
				      STR_ARG(c->variant), STR_ARG(below));
	return true;
}

bool call_fill(struct call *c, struct stmt *st, const struct view_type *type, struct str *cell)
{
	bool found = stmt_step(st) == DB_ROW;

	for (int i = 0; found && i < stmt_columns(st); i++) {
		struct str name = str_of(stmt_column_name(st, i));

		for (size_t k = 0; k < type->nfields; k++)
			if (str_eq(type->field[k], name))
				cell[k] = arena_str(c->arena, stmt_text(st, i));
	}
	stmt_reset(st);
	return found;
}

bool call_columns(struct call *c, struct stmt *st, struct str *cell, size_t n)
{
	bool found = stmt_step(st) == DB_ROW;

	for (size_t i = 0; i < n; i++)
		cell[i] = found && !stmt_is_null(st, (int)i)
				  ? arena_str(c->arena, stmt_text(st, (int)i))
				  : (struct str){ NULL, 0 };
	stmt_reset(st);
	return found;
}

struct str call_take(struct call *c, enum form_field f)
{
	return form_take(&c->form, f, c->arena);
}

void call_say(struct call *c, enum form_field f, struct str text)
{
	c->form.wrong[f] = text;
}

bool call_let(struct call *c, struct refusal r)
{
	if (!r.text.s)
		return true;
	call_say(c, r.field, r.text);
	c->limited_s = r.wait_s;
	if (r.same)
		call_show(c, FORM_MEANT, arena_int(c->arena, r.same));
	return false;
}

void call_show(struct call *c, enum form_field f, struct str text)
{
	c->form.shown[f] = text;
}

int64_t call_number(const struct call *c, enum form_field f)
{
	int64_t number = 0;

	str_to_int(c->form.value[f], 999999, &number);
	return number;
}

struct str call_text(const struct call *c, enum form_field f)
{
	return c->form.value[f].s ? c->form.value[f] : STR("");
}

struct str call_day(const struct call *c, struct str typed)
{
	char iso[DATE_TEXT];
	int32_t today, day;

	date_parse(str_of(c->today), &today);
	if (!moment_near(typed, today, &day))
		return STR("");
	date_format(day, iso);
	return arena_str(c->arena, str_of(iso));
}

struct str call_time(const struct call *c, struct str typed)
{
	int minute;

	return moment_time(typed, &minute)
		       ? arena_printf(c->arena, "%02d:%02d", minute / 60, minute % 60)
		       : STR("");
}

bool call_window_exists(struct call *c, int64_t window)
{
	return store_exists(c->store, LEDGER_WINDOW, ARG(":window", window));
}
