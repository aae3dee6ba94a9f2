/*
 * upload.h - a table that comes as a file, .xlsx, .xls or text in any encoding: its cells stand
 * in the field `text` then, as if they had been pasted.
 */
#ifndef CGI_UPLOAD_H
#define CGI_UPLOAD_H

#include "page/call.h"

/* Whether it is a table as the page takes it. Memory from a. */
typedef bool upload_fits(struct str text, struct arena *a);

/*
 * For route.ask_worker: the file, if there is one, is read by workbook.h's reader while the
 * loop goes on; of several sheets the first that fits.
 */
bool upload_ask(struct call *c, upload_fits *fits);
/*
 * In the POST that follows. Which sheet was read stands in in_note, where there are others.
 * False when there is neither file nor text, or none can be had of it: the answer says why.
 */
bool upload_take(struct call *c);

#endif
