#include "booking/pages.h"

#include "base/utf8.h"
#include "booking/posted.h"
#include "phone.h"
#include "store/token.h"
#include "unicode.h"

#include <string.h>

enum { TAIL_DIGITS = 4 };

static const struct view_type lookup_view = { STR_INIT("lookup"), NULL, 0 };
const struct page_type lookup_page = { STR_INIT("booking/lookup.html"), &lookup_view, NULL };

static bool show(struct call *c, int status, struct str error)
{
	call_take(c, FORM_TAIL);
	call_take(c, FORM_REFERENCE);
	call_say(c, FORM_REFERENCE, error);
	return call_page(c, status, &lookup_page, NULL);
}

bool lookup_show(struct call *c)
{
	return show(c, 200, STR(""));
}

/* Four digits, or the whole number, however it is written. */
static bool read_tail(struct str in, char out[TAIL_DIGITS])
{
	struct phone phone;
	size_t n = 0;

	if (phone_parse(in, &phone) == PHONE_OK)
		in = str_from(str_of(phone.text), strlen(phone.text) - TAIL_DIGITS);
	while (in.len) {
		int32_t cp = unicode_narrow(utf8_next(&in));

		if (unicode_is_blank(cp) || unicode_is_ignorable(cp))
			continue;
		if (cp < '0' || cp > '9' || n == TAIL_DIGITS)
			return false;
		out[n++] = (char)cp;
	}
	return n == TAIL_DIGITS;
}

/* Of the 综合窗口: which window it would be, only the right digits tell. */
static struct str desk_phone(struct call *c)
{
	struct str phone = stmt_get_text(store_stmt(c->store, LEDGER_GENERAL_PHONE), c->arena);

	return phone.len ? phone : c->live->complaint;
}

static bool not_found(struct call *c)
{
	return show(c, 422, message_with(c->arena, MSG_LOOKUP_NONE, desk_phone(c)));
}

bool lookup_find(struct call *c)
{
	char reference[REFERENCE_TEXT], tail[TAIL_DIGITS];
	int64_t now_s = c->q->now_utc_s;
	struct link_of link;
	uint64_t from, its;
	int wait_s, its_s;

	if (!reference_parse(call_text(c, FORM_REFERENCE), reference) ||
	    !read_tail(call_text(c, FORM_TAIL), tail))
		return not_found(c);
	from = throttle_key(c->app->key, STR("look-up"),
			    throttle_sender(c->arena, c->q->remote_addr));
	wait_s = throttle_wait_s(&c->app->lookups, from, c->live->lookups_per_address,
				 THROTTLE_HOUR_S, now_s);
	its = throttle_key(c->app->key, STR("reference"), str_of(reference));
	its_s = throttle_wait_s(&c->app->references, its, c->live->lookups_per_reference,
				THROTTLE_HOUR_S, now_s);
	if (wait_s || its_s) {
		c->limited_s = wait_s > its_s ? wait_s : its_s;
		return show(c, 429, message_with(c->arena, MSG_LOOKUP_WAIT, desk_phone(c)));
	}
	if (!posted_link(c,
			 store_bind(c->store, LEDGER_BOOKING_OF_REFERENCE,
				    ARG(":reference", str_of(reference)),
				    ARG(":tail", ((struct str){ tail, TAIL_DIGITS }))),
			 &link)) {
		throttle_fail(&c->app->lookups, from, THROTTLE_HOUR_S, now_s);
		throttle_fail(&c->app->references, its, THROTTLE_HOUR_S, now_s);
		return not_found(c);
	}
	return posted_lead_to(c, &link);
}
