/*
 * xml.h - the XML members of a zip file, element by element (owner of expat.h and of minizip's
 * unzip.h). Prefixes of names do not count; a document type, which no workbook has, ends the
 * reading.
 */
#ifndef LIB_XML_H
#define LIB_XML_H

#include "table/grid.h"

struct zip {
	void *file;
	size_t bytes; /* of all members read so far */
};

typedef void xml_start_fn(void *ctx, const char *name, const char **attr);
/* `text` is what stood behind the last tag that opened: all of an element without others. */
typedef void xml_end_fn(void *ctx, const char *name, struct str text);

bool zip_open(struct zip *z, const char *path);
void zip_close(struct zip *z);
/*
 * The case of the member's name does not matter; BOOK_ABSENT: there is none of that name.
 * `end` may be NULL.
 */
enum book_result xml_read(struct zip *z, const char *member, xml_start_fn *start, xml_end_fn *end,
			  void *ctx);
/* The attribute's value, or NULL. */
const char *xml_attr(const char **attr, const char *name);

#endif
