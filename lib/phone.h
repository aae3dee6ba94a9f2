/*
 * phone.h - telephone numbers: those of citizens, who are called back, and
 * those of offices, which are called.
 *
 * Whatever people put between the figures is passed over: blanks, dashes and
 * dots of every kind, brackets, and what clipboards carry along unseen.
 * Full-width figures are figures.
 */
#ifndef LIB_PHONE_H
#define LIB_PHONE_H

#include "base/str.h"

enum phone_fault {
	PHONE_OK,
	PHONE_EMPTY,
	PHONE_MOBILE_LENGTH, /* begins like a mobile number, but has not 11 digits */
	PHONE_MOBILE_START,  /* 11 digits from 1 on, but no mobile number begins so */
	PHONE_FIXED,	     /* no area code */
	PHONE_FIXED_LENGTH,  /* an area code, but not 7 or 8 digits behind it */
	PHONE_FOREIGN,	     /* + and a country, but too few or too many digits behind it */
	PHONE_TWO,	     /* two numbers where one is asked for */
	PHONE_CHARS,	     /* something that no number has: phone.odd */
	PHONE_FAULT__MAX
};

enum { PHONE_TEXT = 28 };

struct phone {
	char text[PHONE_TEXT]; /* normal form: see below */
	size_t digits; /* how many were given, without country and lead; for a fault's message */
	char lead[5];  /* the area code or +country that a fault is about */
	int32_t odd;   /* PHONE_CHARS: the first such character; -1: not UTF-8 */
	bool mobile;
};

/*
 * A citizen's number. A mobile one is 1[3-9] and nine digits: 13812345678. A
 * fixed one has an area code (0 and 2 or 3 digits) and 7 or 8 digits:
 * 0797-6827737; seven digits alone, beginning with 2 to 9, get Ningdu's 0797.
 * +86, 0086 and 86 may stand before both. Items 14 to 18 serve people from
 * elsewhere: +852-91234567, +853-, +886- (00 is as good as +), and +CC numbers of
 * 6 to 15 digits: +14155552671.
 */
enum phone_fault phone_parse(struct str s, struct phone *out);

/*
 * An office's number: a fixed or mobile one, with or without an extension
 * (0797-6827737转8001), a hotline (12345, 0797-12345, 95598, 96333), 400-xxx-xxxx,
 * 800-xxx-xxxx, or 110, 119, 120, 122.
 */
enum phone_fault phone_parse_office(struct str s, struct phone *out);
/* The next number of a cell that may hold several; false at its end. */
bool phone_split(struct str *cell, struct str *part);

/* For tel: links: "+8613812345678", "+867976827737", "+867976827737,8001", "12345". */
void phone_tel(const struct phone *p, char out[PHONE_TEXT]);
/* "138****5678", "0797-***7737"; out has PHONE_TEXT bytes. */
void phone_mask(struct str normal, char out[PHONE_TEXT]);

#endif
