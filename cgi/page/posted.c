#include "page/posted.h"

struct posted posted_read(struct call *c)
{
	struct posted p = { .ours = false };
	int64_t made_s;

	p.ours = form_token_read(c->app->key, call_text(c, FORM_TOKEN), &made_s, p.nonce);
	p.fresh = p.ours && c->q->now_utc_s - made_s < c->live->form_hours * 3600;
	return p;
}

struct str posted_token(struct call *c, bool keep)
{
	char token[FORM_TOKEN_TEXT];

	if (keep)
		return c->form.value[FORM_TOKEN];
	form_token_make(c->app->key, c->q->now_utc_s, token);
	return arena_str(c->arena, str_of(token));
}

void posted_lead_to(struct call *c, const struct link_of *booking)
{
	char token[LINK_TEXT];

	link_make(c->app->key, booking, token);
	call_redirect(c, arena_printf(c->arena, "/booking/%s", token));
}

bool posted_before(struct call *c, struct posted *p)
{
	struct stmt *st;
	bool found, led;

	if (!p->ours)
		return false;
	st = store_bind(c->live->store, LEDGER_BOOKING_OF_FORM,
			ARG_BLOB(":nonce", p->nonce, NONCE_BYTES));
	found = stmt_step(st) == DB_ROW;
	led = found && !stmt_is_null(st, 2);
	if (led)
		posted_lead_to(
			c, &(struct link_of){ stmt_int(st, 0), stmt_int(st, 1), stmt_text(st, 2) });
	else if (found)
		p->fresh = false;
	stmt_reset(st);
	return led;
}
