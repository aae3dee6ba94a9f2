#include "store/checked.h"

#include "base/file.h"
#include "base/utf8.h"

#include <stdio.h>

/* Seconds, faults and words, with blanks between. */
bool checked_write(const char *ledger, const struct checked *c, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *path = arena_printf(&a, "%s.checked", ledger).s;
	struct str text = arena_printf(&a, "%lld %lld %s\n", (long long)c->at_s,
				       (long long)c->faults, c->what);
	bool ok = file_replace(path, text, 0600, e);

	arena_release(&a);
	return ok;
}

void checked_read(const char *ledger, struct checked *out)
{
	struct arena a = ARENA_INIT;
	const char *path = arena_printf(&a, "%s.checked", ledger).s;
	struct str text;
	struct err ignored;

	*out = (struct checked){ .at_s = 0 };
	if (file_read(path, 2 * sizeof out->what, &a, &text, &ignored) && utf8_valid(text) &&
	    !(str_to_int(str_cut(&text, ' '), INT64_MAX, &out->at_s) &&
	      str_to_int(str_cut(&text, ' '), INT64_MAX, &out->faults)))
		out->at_s = 0;
	if (out->at_s)
		snprintf(out->what, sizeof out->what, "%.*s", STR_ARG(str_trim(text)));
	arena_release(&a);
}
