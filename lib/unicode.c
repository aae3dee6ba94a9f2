#include "unicode.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>

enum { NO_BREAK_SPACE = 0xA0, EMOJI_STYLE = 0xFE0F };

bool unicode_is_hidden(int32_t cp)
{
	const uint32_t never_seen = UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp;
	ucs4_t c = (ucs4_t)cp;

	if (uc_is_property_default_ignorable_code_point(c))
		return cp != EMOJI_STYLE;
	/* beside them: the marks of annotations, and what is no character */
	return uc_is_general_category_withtable(c, never_seen) || cp == NO_BREAK_SPACE ||
	       (cp >= 0xFFF9 && cp <= 0xFFFB) || cp == 0xFFFE || cp == 0xFFFF;
}

bool unicode_is_ignorable(int32_t cp)
{
	return uc_is_property_default_ignorable_code_point((ucs4_t)cp);
}

bool unicode_is_emoji_style(int32_t cp)
{
	return cp == EMOJI_STYLE;
}

bool unicode_is_blank(int32_t cp)
{
	return cp == '\t' || cp == '\n' || cp == '\r' ||
	       uc_is_general_category_withtable((ucs4_t)cp, UC_CATEGORY_MASK_Zs);
}

bool unicode_is_dash(int32_t cp)
{
	const int32_t minus = 0x2212, box_line = 0x2500;

	return uc_is_general_category_withtable((ucs4_t)cp, UC_CATEGORY_MASK_Pd) || cp == minus ||
	       cp == box_line;
}

bool unicode_is_punctuation(int32_t cp)
{
	return uc_is_general_category_withtable((ucs4_t)cp, UC_CATEGORY_MASK_P);
}

bool unicode_is_word(int32_t cp)
{
	return uc_is_general_category_withtable((ucs4_t)cp,
						UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

struct str unicode_compose(struct str s, struct arena *a)
{
	size_t len = 0;
	uint8_t *composed;
	struct str out = s;

	if (s.len == 0)
		return s;
	composed = u8_normalize(UNINORM_NFC, (const uint8_t *)s.s, s.len, NULL, &len);
	if (composed) /* else it is not UTF-8 */
		out = arena_str(a, (struct str){ (const char *)composed, len });
	free(composed);
	return out;
}

int32_t unicode_narrow(int32_t cp)
{
	ucs4_t plain[UC_DECOMPOSITION_MAX_LENGTH];
	int tag;

	if (uc_decomposition((ucs4_t)cp, &tag, plain) == 1 && tag == UC_DECOMP_WIDE)
		return (int32_t)plain[0];
	return cp;
}

struct str unicode_plain(struct str s, bool (*drops)(int32_t cp), struct arena *a)
{
	char *out = arena_alloc(a, s.len + 1);
	size_t n = 0;

	while (s.len) {
		int32_t cp = unicode_narrow(utf8_next(&s));

		if (cp >= 'A' && cp <= 'Z')
			cp += 'a' - 'A';
		if (cp >= 0 && !(drops && drops(cp)))
			n += utf8_put(out + n, cp);
	}
	return (struct str){ out, n };
}

bool unicode_is_formula(struct str s)
{
	int32_t first = s.len ? unicode_narrow(utf8_next(&s)) : 0;

	return first > 0 && first < 0x80 && memchr("=+-@\t\r", first, 6);
}
