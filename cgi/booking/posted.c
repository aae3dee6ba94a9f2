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
	struct str cell[3];
	bool found = call_row(c, st, cell);

	*out = (struct link_of){ str_int(cell[0]), str_int(cell[1]), cell[2] };
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
