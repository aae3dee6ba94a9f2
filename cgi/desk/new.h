/*
 * new.h - what staff enter for somebody who calls or has come.
 */
#ifndef CGI_NEW_H
#define CGI_NEW_H

#include "page/call.h"

/*
 * Day and time of the form in normal form, each empty when nothing was typed: `slot`, or
 * `day` and `time`. False when one cannot be read, which is then said at `slot`.
 */
bool new_moment(struct call *c, struct str *day, struct str *time);

#endif
