#include "page/field.h"

#include "base/utf8.h"
#include "name.h"
#include "page/message.h"
#include "phone.h"

enum { QUOTED_MAX_BYTES = 60 }; /* of what was typed, in a message */

static const struct str right = { NULL, 0 };

struct str field_any(struct arena *a, struct str in, struct str *out)
{
	(void)a;
	*out = in;
	return right;
}

/* What is said of a fault of one field; `empty` is MSG__MAX where that is none. */
struct name_messages {
	enum message empty, too_long, hidden, chars;
};

static struct str name_message(struct arena *a, enum name_fault fault, int32_t odd,
			       const struct name_messages *m)
{
	char utf8[4];

	switch (fault) {
	case NAME_EMPTY:
		return m->empty == MSG__MAX ? right : message_plain(m->empty);
	case NAME_LONG:
		return message_plain(m->too_long);
	case NAME_HIDDEN:
		return message_plain(m->hidden);
	case NAME_CHARS:
		return message_with(a, m->chars, (struct str){ utf8, utf8_put(utf8, odd) });
	case NAME_OK:
	default:
		return right;
	}
}

static struct str take_name(struct arena *a, struct str in, struct str *out,
			    const struct name_messages *m)
{
	struct name name;
	enum name_fault fault = name_parse(a, in, &name);

	*out = name.text;
	return name_message(a, fault, name.odd, m);
}

struct str field_name(struct arena *a, struct str in, struct str *out)
{
	static const struct name_messages said = { MSG_NAME_EMPTY, MSG_NAME_LONG, MSG_NAME_HIDDEN,
						   MSG_NAME_CHARS };

	return take_name(a, in, out, &said);
}

struct str field_agent(struct arena *a, struct str in, struct str *out)
{
	static const struct name_messages said = { MSG__MAX, MSG_AGENT_LONG, MSG_AGENT_HIDDEN,
						   MSG_AGENT_CHARS };

	return take_name(a, in, out, &said);
}

struct str field_phone(struct arena *a, struct str in, struct str *out)
{
	struct phone phone;
	enum phone_fault fault = phone_parse(in, &phone);
	struct str digits = arena_printf(a, "%zu", phone.digits);
	struct str lead = arena_str(a, str_of(phone.lead));

	*out = str_trim(in);
	switch (fault) {
	case PHONE_OK:
		*out = arena_str(a, str_of(phone.text));
		return right;
	case PHONE_EMPTY:
		return message_plain(MSG_PHONE_EMPTY);
	case PHONE_MOBILE_LENGTH:
		return message_with(a, MSG_PHONE_MOBILE, digits);
	case PHONE_MOBILE_START:
		return message_with(a, MSG_PHONE_START, *out);
	case PHONE_FIXED:
		return message_plain(MSG_PHONE_FIXED);
	case PHONE_FIXED_LENGTH:
		return message_with(a, MSG_PHONE_LENGTH, lead, digits);
	case PHONE_FOREIGN:
		return message_with(a, MSG_PHONE_FOREIGN, lead, digits);
	case PHONE_TWO:
		return message_plain(MSG_PHONE_TWO);
	case PHONE_CHARS:
	case PHONE_FAULT__MAX:
	default:
		return message_with(a, MSG_PHONE_CHARS, utf8_head(*out, QUOTED_MAX_BYTES));
	}
}

static struct str take_line(struct arena *a, struct str in, struct str *out, enum message too_long,
			    const struct name_messages *said)
{
	struct name line;
	enum name_fault fault = name_parse_line(a, in, &line);

	*out = line.text;
	if (line.chars > NOTE_MAX_CHARS)
		return message_with(a, too_long, arena_printf(a, "%zu", line.chars));
	return name_message(a, fault, line.odd, said);
}

struct str field_note(struct arena *a, struct str in, struct str *out)
{
	static const struct name_messages said = { MSG__MAX, MSG_NOTE_CHARS, MSG_NOTE_HIDDEN,
						   MSG_NOTE_CHARS };

	return take_line(a, in, out, MSG_NOTE_LONG, &said);
}

static const struct name_messages line_messages = { MSG__MAX, MSG_LINE_CHARS, MSG_LINE_HIDDEN,
						    MSG_LINE_CHARS };

struct str field_line(struct arena *a, struct str in, struct str *out)
{
	return take_line(a, in, out, MSG_LINE_LONG, &line_messages);
}

struct str field_text(struct arena *a, struct str in, struct str *out)
{
	struct str rest = str_trim(in), text = STR(""), wrong = right;

	while (rest.s) {
		struct name line;
		enum name_fault fault = name_parse_line(a, str_cut(&rest, '\n'), &line);

		if (!wrong.s)
			wrong = name_message(a, fault, line.odd, &line_messages);
		text = arena_printf(a, "%.*s%s%.*s", STR_ARG(text), text.len ? "\n" : "",
				    STR_ARG(line.text));
	}
	*out = text;
	if (utf8_count(text) > TEXT_MAX_CHARS)
		return message_with(a, MSG_TEXT_LONG, arena_printf(a, "%zu", utf8_count(text)));
	return wrong;
}

struct str field_name_masked(struct arena *a, struct str name)
{
	size_t n = utf8_count(name), head = n > 3 ? 2 : 1;
	struct str rest = name, last;

	if (name.len == 0)
		return STR("");
	for (size_t i = 0; i < head; i++)
		utf8_next(&rest);
	last = rest;
	for (size_t i = head; i + 1 < n; i++)
		utf8_next(&last);
	return arena_printf(a, "%.*s*%.*s", STR_ARG(str_head(name, name.len - rest.len)),
			    STR_ARG(n > 2 ? last : STR("")));
}
