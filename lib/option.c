#include "option.h"

#include <assert.h>
#include <getopt.h>
#include <string.h>

int option_parse(const struct option_row *row, size_t n, int argc, char **argv, const char **bad)
{
	struct option list[OPTIONS_MAX + 1] = { { .name = NULL } };
	int code, at = 0;

	assert(n <= OPTIONS_MAX);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct option){ .name = row[i].name, .has_arg = row[i].text != NULL };
	opterr = 0;
	*bad = NULL;
	while (!*bad && (code = getopt_long(argc, argv, "", list, &at)) != -1)
		if (code != 0)
			*bad = argv[optind - 1];
		else if (!row[at].text)
			*row[at].flag = true;
		else if (*optarg)
			*row[at].text = optarg;
		else
			*bad = argv[optind - (argv[optind - 1] == optarg ? 2 : 1)];
	return optind;
}

void option_help(const struct option_row *row, size_t n, int width, FILE *out)
{
	for (size_t i = 0; i < n; i++)
		if (row[i].help)
			fprintf(out, "  --%s %-*s%s\n", row[i].name,
				width - (int)strlen(row[i].name) - 5,
				row[i].text ? row[i].value : "", row[i].help);
}
