#include "page/message.h"

#include <assert.h>

static const struct str text[MSG__MAX] = {
#define X(name, text) STR_INIT(text),
#include "page/message.txt.h"
#undef X
};

struct str message_text(struct arena *a, enum message id, const struct str *arg, size_t nargs)
{
	struct str rest = text[id], out = { "", 0 };

	for (size_t i = 0; i < nargs; i++) {
		size_t at = str_find(rest, STR("{}"));

		assert(at != SIZE_MAX);
		out = arena_printf(a, "%.*s%.*s%.*s", STR_ARG(out), STR_ARG(str_head(rest, at)),
				   STR_ARG(arg[i]));
		rest = str_from(rest, at + 2);
	}
	return arena_printf(a, "%.*s%.*s", STR_ARG(out), STR_ARG(rest));
}

struct str message_plain(enum message id)
{
	return text[id];
}
