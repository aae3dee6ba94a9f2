#include "http/gate.h"

#include <string.h>

enum { HEADER_BYTES = 8, BEGIN_BYTES = 8 };
enum { TYPE_BEGIN = 1, TYPE_PARAMS = 4, TYPE_STDIN = 5, ROLE_RESPONDER = 1 };

struct record {
	unsigned type;
	unsigned id;
	size_t padding;
	struct str content;
};

static unsigned byte_at(struct str s, size_t i)
{
	return (unsigned char)s.s[i];
}

/* A length of 1 byte, or of 4 with the highest bit set. */
static bool length_take(struct str *s, size_t *length)
{
	size_t bytes = s->len > 0 && byte_at(*s, 0) >= 0x80 ? 4 : 1;

	if (s->len < bytes)
		return false;
	*length = byte_at(*s, 0) & 0x7f;
	for (size_t i = 1; i < bytes; i++)
		*length = *length << 8 | byte_at(*s, i);
	*s = str_from(*s, bytes);
	return true;
}

/* Takes so many bytes off *s; false when they are not there, or one of the forbidden is. */
static bool text_take(struct str *s, size_t length, struct str forbidden)
{
	struct str text = str_head(*s, length);

	*s = str_from(*s, length);
	for (size_t i = 0; i < forbidden.len; i++)
		if (memchr(text.s, forbidden.s[i], text.len))
			return false;
	return text.len == length;
}

static bool are_pairs(struct str s)
{
	while (s.len > 0) {
		size_t name, value;

		if (!length_take(&s, &name) || !length_take(&s, &value) || name < 1 ||
		    name > GATE_NAME_MAX_BYTES || value > GATE_VALUE_MAX_BYTES ||
		    !text_take(&s, name, STR("=\0")) || !text_take(&s, value, STR("\0")))
			return false;
	}
	return true;
}

/* Takes a record off *s: GATE_WHOLE; GATE_MORE when it is not all there. */
static enum gate record_take(struct str *s, struct record *r)
{
	size_t content, size;

	if (s->len > 0 && byte_at(*s, 0) != 1) /* version */
		return GATE_BAD;
	if (s->len < HEADER_BYTES)
		return GATE_MORE;
	content = byte_at(*s, 4) << 8 | byte_at(*s, 5);
	*r = (struct record){ .type = byte_at(*s, 1),
			      .id = byte_at(*s, 2) << 8 | byte_at(*s, 3),
			      .padding = byte_at(*s, 6) };
	size = HEADER_BYTES + content + r->padding;
	if (s->len < size)
		return GATE_MORE;
	r->content = str_head(str_from(*s, HEADER_BYTES), content);
	*s = str_from(*s, size);
	return GATE_WHOLE;
}

static bool begin_fits(const struct record *r)
{
	return r->type == TYPE_BEGIN && r->id != 0 && r->content.len == BEGIN_BYTES &&
	       r->padding == 0 &&
	       (byte_at(r->content, 0) << 8 | byte_at(r->content, 1)) == ROLE_RESPONDER;
}

/*
 * Takes the records of one type, and the empty one behind them. Where `to` is, their contents,
 * which may be cut anywhere between records, are moved together behind it; it never gets
 * ahead of *s.
 */
static enum gate stream_take(struct str *s, unsigned type, unsigned id, char **to)
{
	struct record r;

	do {
		enum gate gate = record_take(s, &r);

		if (gate != GATE_WHOLE)
			return gate;
		if (r.type != type || r.id != id)
			return GATE_BAD;
		if (to) {
			memmove(*to, r.content.s, r.content.len);
			*to += r.content.len;
		}
	} while (r.content.len > 0);
	return r.padding == 0 ? GATE_WHOLE : GATE_BAD;
}

enum gate gate_check(char *bytes, size_t len)
{
	struct str s = { bytes, len };
	struct record begin;
	char *end = bytes; /* of the pairs */
	enum gate gate = record_take(&s, &begin);

	if (gate == GATE_WHOLE && !begin_fits(&begin))
		return GATE_BAD;
	if (gate == GATE_WHOLE)
		gate = stream_take(&s, TYPE_PARAMS, begin.id, &end);
	if (gate == GATE_WHOLE && !are_pairs((struct str){ bytes, (size_t)(end - bytes) }))
		return GATE_BAD;
	if (gate == GATE_WHOLE)
		gate = stream_take(&s, TYPE_STDIN, begin.id, NULL);
	if (gate == GATE_WHOLE)
		return s.len == 0 ? GATE_WHOLE : GATE_BAD;
	return gate == GATE_MORE && len < GATE_MAX_BYTES ? GATE_MORE : GATE_BAD;
}
