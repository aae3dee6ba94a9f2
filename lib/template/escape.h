/*
 * escape.h - one escaper per output format. Each appends `s`, made harmless,
 * to `out`. Input is UTF-8; bytes that would be markup are replaced.
 */
#ifndef LIB_ESCAPE_H
#define LIB_ESCAPE_H

#include "base/arena.h"
#include "base/buf.h"

/* Text and quoted attribute values: & < > " ' */
void escape_html(struct buf *out, struct str s);
/* As HTML, and without the control characters that XML 1.0 forbids. */
void escape_xml(struct buf *out, struct str s);
/* RFC 5545 TEXT: \ ; , and newlines. */
void escape_ics(struct buf *out, struct str s);
/*
 * A whole iCalendar text (RFC 5545 3.1): its lines ended by CR LF, and folded so that none is
 * longer than 75 bytes, never inside a character. Empty ones are left out.
 */
void escape_ics_lines(struct buf *out, struct str text);
/* Inside a JSON string (RFC 8259); < > & U+2028 U+2029 as \u escapes, so that it is safe in HTML.
 */
void escape_json(struct buf *out, struct str s);
/*
 * One CSV field, quoted when it needs to be (RFC 4180). A first character
 * = + - @ (of full width, too) TAB CR gets a ' before it, so that no spreadsheet
 * runs it.
 */
void escape_csv(struct buf *out, struct str s);
/* A URL path segment or query value: unreserved characters stay (RFC 3986), the rest is %XX. */
void escape_url(struct buf *out, struct str s);
/*
 * The other way, a + being `plus`: a blank in forms. False when a % has no two hexadecimal
 * digits behind it, and stands in *out as it is.
 */
bool unescape_url(struct str s, char plus, struct arena *a, struct str *out);

#endif
