#include "desk/phonelist.h"

#include "staff/audit.h"
#include "staff/listpage.h"

const struct page_type phonelist_page = { STR_INIT("staff/phonelist.html"), &listpage_view,
					  &staff_view };

/* The booking's window, 0 when nobody need be rung for it. */
static int64_t window_to_call(struct call *c, int64_t booking, struct str purpose)
{
	return store_int(c->store, LEDGER_TO_CALL, ARG(":booking", booking),
			 ARG(":purpose", purpose));
}

static bool insert(struct call *c, int64_t booking, struct str purpose, bool reached)
{
	return store_run(c->store, LEDGER_INSERT_CALL, ARG(":booking", booking),
			 ARG(":purpose", purpose), ARG(":reached", reached),
			 ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who)) &&
	       audit_add(c, AUDIT_CALLED, call_text(c, FORM_ID), purpose);
}

bool phonelist_tick(struct call *c)
{
	struct str purpose = call_text(c, FORM_PURPOSE), verb = call_text(c, FORM_DO);
	bool reached = str_eq(verb, STR("reached"));
	int64_t booking = 0, window;

	str_to_int(call_text(c, FORM_ID), INT64_MAX / 16, &booking);
	window = window_to_call(c, booking, purpose);
	if (window && !staff_may(c->staff, ACT_PHONELIST, window)) {
		/* whether it is to be called is not for others: the same words, and a note */
		listpage_wrong(c, MSG_CALL_GONE);
		audit_refusal(c, AUDIT_REFUSED, c->q->path);
		return true;
	}
	if (!window || (!reached && !str_eq(verb, STR("missed"))))
		return listpage_wrong(c, MSG_CALL_GONE);
	call_redirect(c, call_number(c, FORM_PAGE) > 1
				 ? arena_printf(c->arena, "/staff/calls?page=%lld",
						(long long)call_number(c, FORM_PAGE))
				 : STR("/staff/calls"));
	return insert(c, booking, purpose, reached);
}
