/*
 * today.h - /staff/: what the next days bring.
 */
#ifndef CGI_TODAY_H
#define CGI_TODAY_H

#include "call.h"

/* The values of today.html. */
enum today_field { TODAY_DAY, TODAY__MAX };
extern const struct view_type today_view;

/* GET /staff: 303 to /staff/. */
bool today_to(struct call *c);
bool today_show(struct call *c);

#endif
