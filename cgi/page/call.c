#include "page/call.h"

VIEW(message, "message", MESSAGE_FIELDS);
const struct page_type message_page = { STR_INIT("booking/message.html"), &message_view, NULL };

void call_begin(struct call *c, struct app *app, struct request *q, struct response *r)
{
	int64_t minute = hall_min_of_utc(q->now_utc_s);
	int32_t day = (int32_t)(minute / DAY_MINUTES);

	*c = (struct call){ .app = app, .live = app->live, .q = q, .r = r, .arena = q->arena };
	c->who = STR("");
	c->message = &message_page;
	minute_format(minute, c->now);
	date_format(day, c->today);
	date_format(day + (int32_t)app->live->horizon_days, c->last);
}

void call_reset(struct call *c)
{
	struct buf body = c->r->body;

	buf_clear(&body);
	*c->r = (struct response){ .body = body };
	c->failed = false;
}

void call_append(struct call *c, const struct page_type *page, const struct str *cell)
{
	const struct page_at at = { c->q->base, str_from(c->q->path, 1), c->frame, &c->mark };
	struct err e;

	if (pages_render(c->live->pages, page, &at, cell, c->arena, &c->r->body, &e))
		return;
	c->failed = true;
	c->app->log(&e);
}

void call_page(struct call *c, int status, const struct page_type *page, const struct str *cell)
{
	call_reset(c);
	c->r->status = status;
	call_append(c, page, cell);
}

void call_message(struct call *c, int status, enum message heading, struct str text)
{
	const struct str cell[MESSAGE__MAX] = {
		[MESSAGE_HEADING] = message_plain(heading),
		[MESSAGE_TEXT] = text,
	};

	call_page(c, status, c->message, cell);
}

void call_refuse(struct call *c, enum message heading, enum message text)
{
	call_message(c, 403, heading, message_plain(text));
}

void call_not_found(struct call *c)
{
	call_message(c, 404, MSG_404, message_with(c->arena, MSG_404_P, c->live->complaint));
}

void call_redirect(struct call *c, struct str path)
{
	call_reset(c);
	c->r->status = 303;
	c->r->location = arena_printf(c->arena, "%.*s%.*s", STR_ARG(c->q->base), STR_ARG(path));
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

bool call_window_exists(struct call *c, int64_t window)
{
	return store_exists(c->live->store, LEDGER_WINDOW, ARG(":window", window));
}
