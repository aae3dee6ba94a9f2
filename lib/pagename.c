#include "pagename.h"

bool pagename_is(struct str file)
{
	const struct str pages = STR("pages/"), items = STR("pages/items/"), end = STR(".md");
	bool item = str_starts(file, items);
	struct str name = str_from(file, item ? items.len : pages.len);
	int64_t no;

	if (!str_starts(file, pages) || !str_ends(name, end))
		return false;
	name.len -= end.len;
	if (name.len == 0 || name.len > PAGENAME_MAX_BYTES)
		return false;
	if (item)
		return name.s[0] != '0' && str_to_int(name, INT32_MAX, &no);
	for (size_t i = 0; i < name.len; i++)
		if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789-", name.s[i], 37))
			return false;
	return true;
}
