#include "base/str.h"

#include <string.h>

struct str str_of(const char *cstr)
{
	return (struct str){ cstr, cstr ? strlen(cstr) : 0 };
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_ieq(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.s[i]) != lower(b.s[i]))
			return false;
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n ? memcmp(a.s, b.s, n) : 0;

	if (c)
		return c;
	return a.len < b.len ? -1 : a.len > b.len;
}

size_t str_find(struct str s, struct str needle)
{
	const char *hit;

	if (needle.len == 0)
		return 0;
	if (s.len < needle.len)
		return SIZE_MAX;
	hit = memmem(s.s, s.len, needle.s, needle.len);
	return hit ? (size_t)(hit - s.s) : SIZE_MAX;
}

bool str_contains(struct str s, struct str needle)
{
	return str_find(s, needle) != SIZE_MAX;
}

size_t str_span(struct str s, const char *set)
{
	size_t n = 0, len = strlen(set);

	while (n < s.len && memchr(set, s.s[n], len))
		n++;
	return n;
}

bool str_is_of(struct str s, const char *set)
{
	return s.len && str_span(s, set) == s.len;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
	while (s.len && is_blank(s.s[0]))
		s = str_from(s, 1);
	while (s.len && is_blank(s.s[s.len - 1]))
		s.len--;
	return s;
}

bool str_to_int(struct str s, int64_t max, int64_t *out)
{
	int64_t n = 0;

	if (s.len == 0 || s.len > 18)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.s[i] < '0' || s.s[i] > '9')
			return false;
		n = n * 10 + (s.s[i] - '0');
	}
	if (n > max)
		return false;
	*out = n;
	return true;
}

int64_t str_int(struct str s)
{
	int64_t n = 0;

	str_to_int(s, INT64_MAX, &n);
	return n;
}
