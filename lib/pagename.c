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
	if (name.len > PAGENAME_MAX_BYTES)
		return false;
	return item ? str_to_int(name, INT32_MAX, &no) && name.s[0] != '0'
		    : str_is_of(name, STR_LOWER STR_DIGITS "-");
}
