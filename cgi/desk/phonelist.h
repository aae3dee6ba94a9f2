/*
 * phonelist.h - /staff/calls: whom to ring, why, and the words to read out; by closure or
 * reason and window, worked row by row.
 */
#ifndef CGI_PHONELIST_H
#define CGI_PHONELIST_H

#include "page/call.h"

extern const struct page_type phonelist_page;

/*
 * GET; `window`, `purpose` and `look` (what is still to be done) choose, `page` counts on;
 * with `id` and `do` (move, cancel) that booking's row is open for it.
 */
bool phonelist_show(struct call *c);
/*
 * POST: `id`, the booking's with its purpose behind a dash (12-orphaned), and `do`: told,
 * missed, wrong (not their number), undo (the last of these, by whoever noted it, within
 * 10 minutes), open (its page), move (with `slot`; without, its row opens), cancel (its row opens),
 * cancelled (as the applicant wishes).
 */
bool phonelist_tick(struct call *c);

#endif
