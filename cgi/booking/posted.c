#include "booking/posted.h"

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

	call_show(c, FORM_TOKEN, c->form.value[FORM_TOKEN]);
	if (!keep) {
		form_token_make(c->app->key, c->q->now_utc_s, token);
		call_show(c, FORM_TOKEN, arena_str(c->arena, str_of(token)));
	}
	return c->form.shown[FORM_TOKEN];
}

bool posted_link(struct call *c, struct stmt *st, struct link_of *out)
{
	bool found = stmt_step(st) == DB_ROW;

	*out = (struct link_of){ .id = 0 };
	if (found)
		*out = (struct link_of){ stmt_int(st, 0), stmt_int(st, 1), { NULL, 0 } };
	if (found && !stmt_is_null(st, 2))
		out->reference = arena_str(c->arena, stmt_text(st, 2));
	stmt_reset(st);
	return found;
}

bool posted_lead_to(struct call *c, const struct link_of *booking)
{
	char token[LINK_TEXT];

	link_make(c->app->key, booking, token);
	return call_redirect(c, "/booking/%s", token);
}

bool posted_made(struct call *c, const struct posted *p, struct link_of *out)
{
	return p->ours && posted_link(c,
				      store_bind(c->store, LEDGER_BOOKING_OF_FORM,
						 ARG_BLOB(":nonce", p->nonce, NONCE_BYTES)),
				      out);
}
