#include "template/escape.h"

#include "base/utf8.h"
#include "crypto.h"
#include "unicode.h"

#include <string.h>

enum { ICS_LINE_BYTES = 75 };

/* What stands for a byte: NULL = the byte itself, "" = nothing. */
typedef const char *const escape_table[256];

static escape_table html_table = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

/* All control characters but TAB, LF and CR are left out. */
#define NO_CONTROLS                                                                                \
	[0x00] = "", [0x01] = "", [0x02] = "", [0x03] = "", [0x04] = "", [0x05] = "", [0x06] = "", \
	[0x07] = "", [0x08] = "", [0x0B] = "", [0x0C] = "", [0x0E] = "", [0x0F] = "", [0x10] = "", \
	[0x11] = "", [0x12] = "", [0x13] = "", [0x14] = "", [0x15] = "", [0x16] = "", [0x17] = "", \
	[0x18] = "", [0x19] = "", [0x1A] = "", [0x1B] = "", [0x1C] = "", [0x1D] = "", [0x1E] = "", \
	[0x1F] = ""

/* XML 1.0, production 2. */
static escape_table xml_table = {
	['&'] = "&amp;",  ['<'] = "&lt;",   ['>'] = "&gt;",
	['"'] = "&quot;", ['\''] = "&#39;", NO_CONTROLS,
};

/* RFC 5545, 3.3.11: no control characters but TAB; a newline is "\n". */
static escape_table ics_table = {
	['\\'] = "\\\\", [';'] = "\\;", [','] = "\\,", ['\n'] = "\\n",
	['\r'] = "",	 [0x7F] = "",	NO_CONTROLS,
};

static escape_table csv_table = { ['"'] = "\"\"" };

static escape_table json_table = {
	['"'] = "\\\"",	    ['\\'] = "\\\\",	['<'] = "\\u003c",  ['>'] = "\\u003e",
	['&'] = "\\u0026",  [0x00] = "\\u0000", [0x01] = "\\u0001", [0x02] = "\\u0002",
	[0x03] = "\\u0003", [0x04] = "\\u0004", [0x05] = "\\u0005", [0x06] = "\\u0006",
	[0x07] = "\\u0007", [0x08] = "\\b",	[0x09] = "\\t",	    [0x0A] = "\\n",
	[0x0B] = "\\u000b", [0x0C] = "\\f",	[0x0D] = "\\r",	    [0x0E] = "\\u000e",
	[0x0F] = "\\u000f", [0x10] = "\\u0010", [0x11] = "\\u0011", [0x12] = "\\u0012",
	[0x13] = "\\u0013", [0x14] = "\\u0014", [0x15] = "\\u0015", [0x16] = "\\u0016",
	[0x17] = "\\u0017", [0x18] = "\\u0018", [0x19] = "\\u0019", [0x1A] = "\\u001a",
	[0x1B] = "\\u001b", [0x1C] = "\\u001c", [0x1D] = "\\u001d", [0x1E] = "\\u001e",
	[0x1F] = "\\u001f",
};

/* Copies runs of harmless bytes at once: most text is one run. */
static void escape_bytes(struct buf *out, struct str s, escape_table table)
{
	size_t run = 0;

	for (size_t i = 0; i < s.len; i++) {
		const char *instead = table[(unsigned char)s.s[i]];

		if (!instead)
			continue;
		buf_add(out, str_head(str_from(s, run), i - run));
		buf_add(out, str_of(instead));
		run = i + 1;
	}
	buf_add(out, str_from(s, run));
}

/* The same, and `instead[0]` or `[1]` for the character lead a or lead b (three bytes each). */
static void escape_and(struct buf *out, struct str s, escape_table table, const char lead[3],
		       const char last[2], const char *const instead[2])
{
	const char *hit;

	while (s.len && (hit = memchr(s.s, (unsigned char)lead[0], s.len))) {
		size_t at = (size_t)(hit - s.s);
		const char *which = NULL;

		if (at + 2 < s.len && hit[1] == lead[1])
			which = memchr(last, (unsigned char)hit[2], 2);
		escape_bytes(out, str_head(s, at + (which ? 0 : 1)), table);
		if (which)
			buf_add(out, str_of(instead[which - last]));
		s = str_from(s, at + (which ? 3 : 1));
	}
	escape_bytes(out, s, table);
}

void escape_html(struct buf *out, struct str s)
{
	escape_bytes(out, s, html_table);
}

void escape_xml(struct buf *out, struct str s)
{
	static const char *const nothing[2] = { "", "" };

	/* U+FFFE and U+FFFF are no XML characters either. */
	escape_and(out, s, xml_table, "\xEF\xBF", "\xBE\xBF", nothing);
}

void escape_ics(struct buf *out, struct str s)
{
	escape_bytes(out, s, ics_table);
}

static void fold_line(struct buf *out, struct str line)
{
	size_t room = ICS_LINE_BYTES;

	while (line.len > room) {
		struct str head = utf8_head(line, room);

		buf_add(out, head);
		buf_add(out, STR("\r\n "));
		line = str_from(line, head.len);
		room = ICS_LINE_BYTES - 1; /* the blank counts */
	}
	buf_add(out, line);
	buf_add(out, STR("\r\n"));
}

void escape_ics_lines(struct buf *out, struct str text)
{
	while (text.s) {
		struct str line = str_cut(&text, '\n');

		if (str_ends(line, STR("\r")))
			line.len--;
		if (line.len)
			fold_line(out, line);
	}
}

void escape_json(struct buf *out, struct str s)
{
	static const char *const ends[2] = { "\\u2028", "\\u2029" };

	escape_and(out, s, json_table, "\xE2\x80", "\xA8\xA9", ends);
}

void escape_csv(struct buf *out, struct str s)
{
	struct str quote = STR("");

	for (size_t i = 0; i < s.len && !quote.len; i++)
		if (memchr(",\"\r\n", s.s[i], 4))
			quote = STR("\"");
	buf_add(out, quote);
	if (unicode_is_formula(s))
		buf_add_char(out, '\'');
	escape_bytes(out, s, csv_table);
	buf_add(out, quote);
}

void escape_url(struct buf *out, struct str s)
{
	while (s.len) {
		size_t n = str_span(s, STR_LETTERS STR_DIGITS "-._~");

		buf_add(out, str_head(s, n));
		if (n < s.len)
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)s.s[n]);
		s = str_from(s, n + 1);
	}
}

bool unescape_url(struct str s, char plus, struct arena *a, struct str *out)
{
	char *p = arena_alloc(a, s.len + 1);
	bool whole = true;
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++, n++) {
		unsigned char byte;
		bool coded =
			s.s[i] == '%' && crypto_from_hex(str_head(str_from(s, i + 1), 2), &byte, 1);

		whole = whole && (coded || s.s[i] != '%');
		p[n] = coded ? (char)byte : s.s[i] == '+' ? plus : s.s[i];
		i += coded ? 2 : 0;
	}
	*out = (struct str){ p, n };
	return whole;
}
