/*
 * people.h - /staff/people: who works at the windows and may be put on duty.
 */
#ifndef CGI_PEOPLE_H
#define CGI_PEOPLE_H

#include "page/call.h"

extern const struct page_type people_page;

/*
 * POST, `do`: save (name, window, phone, front, backoffice; one of the same name and window
 * is changed), rows (grid.ID.phone, grid.ID.front, grid.ID.back: all that are shown), paste
 * (`text`, a table 姓名, 窗口, 前台受理, 后台审批, 手机; all of it or nothing), remove (`id`; comes
 * off the shifts after today too) or back (`id` of an absence, which ends).
 */
bool people_change(struct call *c);

#endif
