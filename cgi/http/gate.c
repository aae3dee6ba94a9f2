#include "http/gate.h"

#include <string.h>

enum { HEADER_BYTES = 8, BEGIN_BYTES = 8, LENGTHS_MAX_BYTES = 8 };
enum { TYPE_BEGIN = 1, TYPE_PARAMS = 4, TYPE_STDIN = 5, ROLE_RESPONDER = 1 };

struct record {
	unsigned type;
	unsigned id;
	size_t padding;
	struct str content;
};

/* Name-value pairs may be cut anywhere between records, so this goes on. */
struct pairs {
	unsigned char lengths[LENGTHS_MAX_BYTES];
	size_t lengths_len;
	size_t name_left;
	size_t value_left;
};

static unsigned byte_at(struct str s, size_t i)
{
	return (unsigned char)s.s[i];
}

/* One length of 1 or 4 bytes; false when not all of it is there yet. */
static bool length_read(const unsigned char *p, size_t n, size_t *used, size_t *length)
{
	if (n > 0 && p[0] < 0x80) {
		*used = 1;
		*length = p[0];
		return true;
	}
	if (n < 4)
		return false;
	*used = 4;
	*length = (size_t)(p[0] & 0x7f) << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	return true;
}

/* False when the lengths are complete and out of bounds. */
static bool lengths_add(struct pairs *p, unsigned char byte)
{
	size_t name;
	size_t value;
	size_t used;
	size_t more;

	p->lengths[p->lengths_len++] = byte;
	if (!length_read(p->lengths, p->lengths_len, &used, &name) ||
	    !length_read(p->lengths + used, p->lengths_len - used, &more, &value))
		return true;
	p->lengths_len = 0;
	p->name_left = name;
	p->value_left = value;
	return name >= 1 && name <= GATE_NAME_MAX_BYTES && value <= GATE_VALUE_MAX_BYTES;
}

/* Takes what belongs to the text at hand off *s; false at a byte it must not hold. */
static bool text_take(struct str *s, size_t *left, const char *forbidden, size_t n_forbidden)
{
	struct str part = str_head(*s, *left);
	size_t i;

	for (i = 0; i < n_forbidden; i++)
		if (memchr(part.s, forbidden[i], part.len))
			return false;
	*left -= part.len;
	*s = str_from(*s, part.len);
	return true;
}

static bool pairs_feed(struct pairs *p, struct str s)
{
	while (s.len > 0) {
		bool good;

		if (p->name_left > 0) {
			good = text_take(&s, &p->name_left, "=", 2);
		} else if (p->value_left > 0) {
			good = text_take(&s, &p->value_left, "", 1);
		} else {
			good = lengths_add(p, (unsigned char)s.s[0]);
			s = str_from(s, 1);
		}
		if (!good)
			return false;
	}
	return true;
}

static bool pairs_complete(const struct pairs *p)
{
	return p->lengths_len == 0 && p->name_left == 0 && p->value_left == 0;
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

/* Takes the records of one type, and the empty one behind them. PARAMS have pairs. */
static enum gate stream_take(struct str *s, unsigned type, unsigned id, struct pairs *pairs)
{
	struct record r;

	do {
		enum gate gate = record_take(s, &r);

		if (gate != GATE_WHOLE)
			return gate;
		if (r.type != type || r.id != id || (pairs && !pairs_feed(pairs, r.content)))
			return GATE_BAD;
	} while (r.content.len > 0);
	return r.padding == 0 && (!pairs || pairs_complete(pairs)) ? GATE_WHOLE : GATE_BAD;
}

enum gate gate_check(struct str bytes)
{
	struct str s = bytes;
	struct pairs pairs = { .lengths_len = 0 };
	struct record begin;
	enum gate gate = record_take(&s, &begin);

	if (gate == GATE_WHOLE && !begin_fits(&begin))
		return GATE_BAD;
	if (gate == GATE_WHOLE)
		gate = stream_take(&s, TYPE_PARAMS, begin.id, &pairs);
	if (gate == GATE_WHOLE)
		gate = stream_take(&s, TYPE_STDIN, begin.id, NULL);
	if (gate == GATE_WHOLE)
		return s.len == 0 ? GATE_WHOLE : GATE_BAD;
	return gate == GATE_MORE && bytes.len < GATE_MAX_BYTES ? GATE_MORE : GATE_BAD;
}
