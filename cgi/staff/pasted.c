#include "staff/pasted.h"

#include "staff/listpage.h"

int64_t pasted_window(struct call *c, struct str text)
{
	size_t digits = str_span(text, STR_DIGITS);

	return store_int(c->store, LEDGER_WINDOW_OF_TEXT,
			 ARG(":text", digits ? str_head(text, digits) : text));
}

bool pasted_refuse(struct call *c, const struct findings *f)
{
	struct str errors = STR("");
	int n = 0;

	for (size_t i = 0; i < f->n && n < PASTED_ERRORS_MAX; i++) {
		if (f->list[i].severity != SEVERITY_ERROR)
			continue;
		listpage_add_error(c, &errors, f->list[i].text);
		n++;
	}
	if (n == PASTED_ERRORS_MAX)
		listpage_add_error(c, &errors, message_plain(MSG_CSV_MANY));
	return listpage_show(c, 422, errors);
}
