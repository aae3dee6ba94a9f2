#include "http/gate.h"

#include <string.h>

enum { HEADER_BYTES = 8, BEGIN_BYTES = 8, LENGTHS_MAX_BYTES = 8 };
enum { TYPE_BEGIN = 1, TYPE_PARAMS = 4, TYPE_STDIN = 5, ROLE_RESPONDER = 1 };
enum stage { STAGE_BEGIN, STAGE_PARAMS, STAGE_STDIN, STAGE_END };

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

struct walk {
	enum stage stage;
	unsigned id;
	struct pairs pairs;
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

static bool begin_take(struct walk *w, const struct record *r)
{
	w->id = r->id;
	w->stage = STAGE_PARAMS;
	return r->type == TYPE_BEGIN && r->id != 0 && r->content.len == BEGIN_BYTES &&
	       r->padding == 0 &&
	       (byte_at(r->content, 0) << 8 | byte_at(r->content, 1)) == ROLE_RESPONDER;
}

static bool params_take(struct walk *w, const struct record *r)
{
	if (r->type != TYPE_PARAMS || r->id != w->id)
		return false;
	if (r->content.len > 0)
		return pairs_feed(&w->pairs, r->content);
	w->stage = STAGE_STDIN;
	return r->padding == 0 && pairs_complete(&w->pairs);
}

static bool stdin_take(struct walk *w, const struct record *r)
{
	if (r->type != TYPE_STDIN || r->id != w->id)
		return false;
	if (r->content.len > 0)
		return true;
	w->stage = STAGE_END;
	return r->padding == 0;
}

static bool record_take(struct walk *w, const struct record *r)
{
	switch (w->stage) {
	case STAGE_BEGIN:
		return begin_take(w, r);
	case STAGE_PARAMS:
		return params_take(w, r);
	case STAGE_STDIN:
		return stdin_take(w, r);
	case STAGE_END:
		break;
	}
	return false;
}

/* The record at the head of `s`: its size, or 0 when it is not all there. */
static size_t record_read(struct str s, struct record *r)
{
	size_t content;
	size_t size;

	if (s.len < HEADER_BYTES)
		return 0;
	content = byte_at(s, 4) << 8 | byte_at(s, 5);
	r->type = byte_at(s, 1);
	r->id = byte_at(s, 2) << 8 | byte_at(s, 3);
	r->padding = byte_at(s, 6);
	size = HEADER_BYTES + content + r->padding;
	if (s.len < size)
		return 0;
	r->content = str_head(str_from(s, HEADER_BYTES), content);
	return size;
}

enum gate gate_check(struct str bytes)
{
	struct walk w = { .stage = STAGE_BEGIN };
	struct str s = bytes;

	while (s.len > 0) {
		struct record r;
		size_t size;

		if (w.stage == STAGE_END || byte_at(s, 0) != 1) /* version */
			return GATE_BAD;
		size = record_read(s, &r);
		if (size == 0)
			return bytes.len < GATE_MAX_BYTES ? GATE_MORE : GATE_BAD;
		if (!record_take(&w, &r))
			return GATE_BAD;
		s = str_from(s, size);
	}
	if (w.stage == STAGE_END)
		return GATE_WHOLE;
	return bytes.len < GATE_MAX_BYTES ? GATE_MORE : GATE_BAD;
}
