#include "page/field.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "page/message.h"
#include "phone.h"
#include "unicode.h"

struct range {
	int32_t from, to;
};

/* What a name may hold beside blanks. */
static const struct range name_chars[] = {
	{ '&', ')' },						  /* & ' ( ) */
	{ ',', '9' },						  /* , - . / and digits */
	{ 'A', 'Z' },	    { 'a', 'z' },	  { 0xB7, 0xB7 }, /* middle dot */
	{ 0xC0, 0x24F },			  /* Latin-1 letters, Latin Extended-A and -B */
	{ 0x1E00, 0x1EFF },			  /* Latin Extended Additional */
	{ 0x2013, 0x2014 },			  /* dashes */
	{ 0x2018, 0x201D },			  /* quotation marks */
	{ 0x3001, 0x3001 },			  /* 、 */
	{ 0x3005, 0x3007 },			  /* 々 〆 〇 */
	{ 0x300A, 0x300B },			  /* 《 》 */
	{ 0x3010, 0x3011 },			  /* 【 】 */
	{ 0x3014, 0x3015 },			  /* 〔 〕 */
	{ 0x3400, 0x4DBF },			  /* Han, Extension A */
	{ 0x4E00, 0x9FFF },			  /* Han */
	{ 0xF900, 0xFAFF },			  /* Han, compatibility */
	{ 0xFF06, 0xFF06 },			  /* full-width & */
	{ 0xFF08, 0xFF09 },			  /* full-width ( ) */
	{ 0xFF0C, 0xFF0E },			  /* full-width , - . */
	{ 0xFF10, 0xFF1A },			  /* full-width digits and : */
	{ 0xFF21, 0xFF3A },			  /* full-width letters */
	{ 0xFF41, 0xFF5A }, { 0x20000, 0x323AF }, /* Han, Extensions B to H */
};

/* B9: dots that people type between the parts of a name. */
static const int32_t dots[] = { 0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB, 0xFF65 };

static bool in_ranges(int32_t cp, const struct range *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= list[i].from && cp <= list[i].to)
			return true;
	return false;
}

#define IN(cp, list) in_ranges(cp, list, sizeof list / sizeof list[0])

static bool is_name_char(int32_t cp)
{
	return IN(cp, name_chars) && cp != 0xD7 && cp != 0xF7; /* multiplication, division */
}

static bool is_note_char(int32_t cp)
{
	return !unicode_is_hidden(cp);
}

static bool is_blank(int32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == '\r' || cp == '\n' || cp == 0xA0 ||
	       (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static int32_t plain_dot(int32_t cp)
{
	for (size_t i = 0; i < sizeof dots / sizeof dots[0]; i++)
		if (cp == dots[i])
			return 0xB7;
	return cp;
}

/* What was read, in normal form. */
struct reading {
	struct str text;
	size_t chars;
	int32_t odd; /* the first character that may not stand, or 0 */
};

static struct reading read_line(struct arena *a, struct str in, bool allowed(int32_t cp),
				bool unify_dots)
{
	/* U+00B7 is no longer than what it replaces, a blank neither */
	char *p = arena_alloc(a, in.len + 1);
	struct reading r = { { p, 0 }, 0, 0 };
	bool blank = false;

	while (in.len) {
		int32_t cp = utf8_next(&in);

		if (is_blank(cp)) {
			blank = r.text.len > 0;
			continue;
		}
		if (unify_dots)
			cp = plain_dot(cp);
		if (!r.odd && !allowed(cp))
			r.odd = cp;
		if (blank) {
			p[r.text.len++] = ' ';
			r.chars++;
		}
		blank = false;
		r.text.len += utf8_put(p + r.text.len, cp);
		r.chars++;
	}
	return r;
}

static struct str odd_message(struct arena *a, enum message id, int32_t cp)
{
	char utf8[4];

	if (unicode_is_hidden(cp))
		return message_with(a, id, arena_printf(a, "U+%04X", (unsigned)cp));
	return message_with(a, id, (struct str){ utf8, utf8_put(utf8, cp) });
}

static const struct str right = { NULL, 0 };

struct str field_any(struct arena *a, struct str in, struct str *out)
{
	(void)a;
	*out = in;
	return right;
}

struct str field_name(struct arena *a, struct str in, struct str *out)
{
	struct reading r = read_line(a, in, is_name_char, true);

	*out = r.text;
	if (r.chars == 0)
		return message_plain(MSG_NAME_EMPTY);
	if (r.chars > NAME_MAX_CHARS)
		return message_plain(MSG_NAME_LONG);
	return r.odd ? odd_message(a, MSG_NAME_CHARS, r.odd) : right;
}

struct str field_agent(struct arena *a, struct str in, struct str *out)
{
	struct reading r = read_line(a, in, is_name_char, true);

	*out = r.text;
	if (r.chars > NAME_MAX_CHARS)
		return message_plain(MSG_AGENT_LONG);
	return r.odd ? odd_message(a, MSG_AGENT_CHARS, r.odd) : right;
}

struct str field_phone(struct arena *a, struct str in, struct str *out)
{
	struct phone phone;
	enum phone_fault fault = phone_parse(in, &phone);

	*out = str_trim(in);
	switch (fault) {
	case PHONE_OK:
		*out = arena_str(a, str_of(phone.text));
		return right;
	case PHONE_EMPTY:
		return message_plain(MSG_PHONE_EMPTY);
	case PHONE_MOBILE_LENGTH:
		return message_with(a, MSG_PHONE_MOBILE, arena_printf(a, "%zu", phone.digits));
	case PHONE_FIXED:
		return message_plain(MSG_PHONE_FIXED);
	case PHONE_CHARS:
	case PHONE_FAULT__MAX:
	default:
		return message_plain(MSG_PHONE_CHARS);
	}
}

struct str field_note(struct arena *a, struct str in, struct str *out)
{
	struct reading r = read_line(a, in, is_note_char, false);

	*out = r.text;
	if (r.chars > NOTE_MAX_CHARS)
		return message_with(a, MSG_NOTE_LONG, arena_printf(a, "%zu", r.chars));
	return r.odd ? odd_message(a, MSG_NOTE_CHARS, r.odd) : right;
}

struct str field_text(struct arena *a, struct str in, struct str *out)
{
	struct str rest = str_trim(in), text = STR("");
	int32_t odd = 0;

	while (rest.s) {
		struct reading r = read_line(a, str_cut(&rest, '\n'), is_note_char, false);

		if (!odd)
			odd = r.odd;
		text = arena_printf(a, "%.*s%s%.*s", STR_ARG(text), text.len ? "\n" : "",
				    STR_ARG(r.text));
	}
	*out = text;
	if (utf8_count(text) > TEXT_MAX_CHARS)
		return message_with(a, MSG_TEXT_LONG, arena_printf(a, "%zu", utf8_count(text)));
	return odd ? odd_message(a, MSG_NOTE_CHARS, odd) : right;
}

struct str field_name_masked(struct arena *a, struct str name)
{
	struct str rest = name;
	size_t shown = utf8_count(name) > 4 ? 2 : 1;

	if (name.len == 0)
		return STR("");
	while (shown-- && rest.len)
		utf8_next(&rest);
	return arena_printf(a, "%.*s*", STR_ARG(str_head(name, name.len - rest.len)));
}
