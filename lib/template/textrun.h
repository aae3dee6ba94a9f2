/*
 * textrun.h - a text in pieces: the dates, times and telephone numbers in it, which stay
 * whole on a line, and what stands between them.
 */
#ifndef LIB_TEXTRUN_H
#define LIB_TEXTRUN_H

#include "phone.h"

struct textrun {
	struct str text;
	struct str lead, tail; /* whole: the mark that opens right before it, those that close */
	bool whole;	       /* several figures with signs between them, or five and more */
	char tel[PHONE_TEXT];  /* the number of a tel: link, or empty */
};

/*
 * Takes the next piece off *rest; false at its end. The tags and links of a text that is
 * HTML are never whole, whatever figures they hold.
 */
bool textrun_next(struct str *rest, struct textrun *out);

#endif
