#include "today.h"

static const struct str today_fields[TODAY__MAX] = {
	[TODAY_DAY] = STR_INIT("day"),
};

const struct view_type today_view = { STR_INIT("today"), today_fields, TODAY__MAX };

bool today_to(struct call *c)
{
	call_redirect(c, STR("/staff/"));
	return true;
}

bool today_show(struct call *c)
{
	const struct str cell[TODAY__MAX] = { [TODAY_DAY] = str_of(c->today) };

	call_page(c, 200, PAGE_KIND_TODAY, cell);
	return true;
}
