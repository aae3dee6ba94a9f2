/*
 * xml.h - the XML members of a zip file, element by element (owner of expat.h).
 * Prefixes of names do not count; a document type, which no workbook has, ends
 * the reading.
 */
#ifndef LIB_XML_H
#define LIB_XML_H

#include "base/str.h"
#include "table/zip.h"

struct xml_handler {
	void (*start)(void *ctx, const char *name, const char **attr);
	/* `text` is what stood behind the last tag that opened: all of an element without others.
	 */
	void (*end)(void *ctx, const char *name, struct str text);
	void *ctx;
};

enum zip_result xml_read(struct zip *z, const char *name, const struct xml_handler *h);
/* The attribute's value, or NULL. */
const char *xml_attr(const char **attr, const char *name);

#endif
