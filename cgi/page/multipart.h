/*
 * multipart.h - form bodies with files (multipart/form-data, RFC 7578), read strictly:
 * what no browser sends is malformed.
 */
#ifndef CGI_MULTIPART_H
#define CGI_MULTIPART_H

#include "page/form.h"

/* The boundary that the header Content-Type gives; the null view when it is no such form. */
struct str multipart_boundary(struct str content_type);

/*
 * Fields as form_parse() takes them. Files are those of the field `file`, which alone may
 * come again; one that was not chosen (no name, no bytes) is none. Their bytes are views
 * into body. False when it is malformed, has another field with a file, or more than
 * FORM_UPLOADS_MAX files.
 */
bool multipart_parse(struct str boundary, struct str body, struct arena *a, struct form *out);

#endif
