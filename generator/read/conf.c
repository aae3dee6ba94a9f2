#include "read/conf.h"

#include "moment.h"
#include "phone.h"
#include "words.h"

#include <string.h>

enum { CONF_VALUE_BYTES = 200 };

#define TEXT(value) value, CONF_TEXT, 0, 0, NULL
#define NUMBER(value, min, max) value, CONF_NUMBER, min, max, NULL
#define TIME(value) value, CONF_TIME, 0, 0, NULL
#define PHONE(value) value, CONF_PHONE, 0, 0, NULL
#define URL(value) value, CONF_URL, 0, 0, NULL
#define LINK(value) value, CONF_LINK, 0, 0, NULL
#define CHOICE(value, words) value, CONF_CHOICE, 0, 0, words
#define LIST(value, words) value, CONF_LIST, 0, 0, words

const struct conf_key conf_keys[] = {
	{ "hall.name", TEXT("宁都县政务服务大厅") },
	{ "hall.english", TEXT("") },
	{ "hall.org", TEXT("宁都县行政审批局") },
	{ "hall.document", TEXT("宁行审字〔2024〕35号") },
	{ "hall.complaint", PHONE("0797-6939272") },
	{ "hall.address", TEXT("") },
	{ "hall.normal_note", TEXT("以窗口电话为准") },
	{ "hall.map", LINK("") },
	{ "hall.rating", LINK("") },
	{ "hall.wanted", TEXT("身份证、社保卡、医保、营业执照、过户、公积金") },
	{ "site.base_url", URL("") },
	{ "site.id_code", TEXT("") },
	{ "site.icp", TEXT("") },
	{ "site.police", TEXT("") },
	{ "site.offline", CHOICE("yes", "yes|no") },
	{ "booking.cutoff", TIME("17:00") },
	{ "booking.horizon_days", NUMBER("30", 1, 365) },
	{ "booking.slot_minutes", NUMBER("30", 5, 240) },
	{ "booking.places", NUMBER("3", 1, 99) },
	{ "booking.public_places", NUMBER("2", 0, 99) },
	{ "booking.open_per_phone", NUMBER("3", 1, 99) },
	{ "booking.form_hours", NUMBER("2", 1, 24) },
	{ "booking.unannounced", CHOICE("open", "open|closed") },
	{ "limit.bookings_per_hour", NUMBER("60", 1, 1000000) },
	{ "limit.bookings_per_day", NUMBER("200", 1, 1000000) },
	{ "limit.lookups_per_reference", NUMBER("20", 1, 255) },
	{ "limit.lookups_per_address", NUMBER("60", 1, 1000000) },
	{ "privacy.retention_days", NUMBER("180", 1, 3650) },
	{ "list.four_eyes", CHOICE("no", "yes|no") },
	{ "staff.totp_roles", LIST("", "clerk|leader|admin") },
};

const size_t conf_nkeys = COUNT(conf_keys);

/* Labels of letters, digits and -; an IPv6 address has no place on a poster. */
static bool host_valid(struct str host)
{
	if (host.len == 0 || host.len > 253)
		return false;
	while (host.s) {
		struct str label = str_cut(&host, '.');

		if (label.len == 0 || label.s[0] == '-' || str_ends(label, STR("-")) ||
		    !str_is_of(label, STR_LETTERS STR_DIGITS "-"))
			return false;
	}
	return true;
}

/* What follows the slash behind the host. */
static bool path_valid(struct str path)
{
	return str_span(path, STR_LETTERS STR_DIGITS "-._~/") == path.len &&
	       !str_starts(path, STR("/")) && !str_starts(path, STR(".")) &&
	       !str_contains(path, STR("//")) && !str_contains(path, STR("/."));
}

bool conf_url_valid(struct str url)
{
	struct str path, host, port;
	int64_t n;

	if (str_starts(url, STR("https://")))
		path = str_from(url, 8);
	else if (str_starts(url, STR("http://")))
		path = str_from(url, 7);
	else
		return false;
	port = str_cut(&path, '/');
	host = str_cut(&port, ':');
	if (port.s && (!str_to_int(port, 65535, &n) || n == 0))
		return false;
	return url.len <= CONF_VALUE_BYTES && host_valid(host) && path_valid(path);
}

static bool is_link(struct str url)
{
	struct str host = url;

	str_cut(&host, ':');
	if (!str_starts(url, STR("https://")) && !str_starts(url, STR("http://")))
		return false;
	for (size_t i = 0; i < url.len; i++)
		if ((unsigned char)url.s[i] <= ' ' || strchr("<>\"\\`", url.s[i]))
			return false;
	return host.len > strlen("//");
}

static bool is_choice(const char *choice, struct str value)
{
	struct str words = str_of(choice);

	while (words.s)
		if (str_eq(str_cut(&words, '|'), value))
			return true;
	return false;
}

static bool is_list(const char *choice, struct str value)
{
	while (value.s)
		if (!is_choice(choice, str_trim(str_cut(&value, ','))))
			return false;
	return true;
}

static bool is_number(const struct conf_key *k, struct str value)
{
	int64_t n;

	return str_to_int(value, k->max, &n) && n >= k->min;
}

static bool is_phone(struct str value)
{
	struct phone phone;
	struct str number;

	if (!phone_split(&value, &number))
		return false;
	do
		if (phone_parse_office(number, &phone) != PHONE_OK)
			return false;
	while (phone_split(&value, &number));
	return true;
}

/* What the value should be instead; the null view when it may stay. */
static struct str wanted(const struct conf_key *k, struct str value, struct arena *a)
{
	const struct str nothing = { NULL, 0 };
	bool fits = value.len <= CONF_VALUE_BYTES;
	int minute;

	switch (k->type) {
	case CONF_NUMBER:
		return fits && is_number(k, value)
			       ? nothing
			       : arena_printf(a, SAY_WANT_NUMBER, k->min, k->max);
	case CONF_TIME:
		return fits && moment_time(value, &minute) ? nothing : STR(SAY_WANT_TIME);
	case CONF_PHONE:
		return fits && is_phone(value) ? nothing : STR(SAY_WANT_PHONE);
	case CONF_URL:
		return fits && conf_url_valid(value) ? nothing : STR(SAY_WANT_URL);
	case CONF_LINK:
		return fits && is_link(value) ? nothing : STR(SAY_WANT_LINK);
	case CONF_CHOICE:
	case CONF_LIST:
		return fits && (k->type == CONF_LIST ? is_list : is_choice)(k->choice, value)
			       ? nothing
			       : arena_printf(a, SAY_WANT_CHOICE, k->choice);
	case CONF_TEXT:
		break;
	}
	return fits ? nothing : STR(SAY_WANT_TEXT);
}

struct conf {
	struct content *c;
	struct str file;
	struct arena *a;
	struct findings *f;
	bool mojibake; /* told already */
};

/* As it is kept, however it was written: 16:30, 12345、0797-6939272, no slash behind a URL. */
static struct str in_one_form(const struct conf_key *k, struct str value, struct arena *a)
{
	struct str number, numbers = STR("");
	int minute;

	if (k->type == CONF_TIME && moment_time(value, &minute))
		return arena_printf(a, "%d:%02d", minute / 60, minute % 60);
	while (k->type == CONF_PHONE && phone_split(&value, &number))
		numbers = arena_printf(a, "%.*s%s%.*s", STR_ARG(numbers), numbers.len ? "、" : "",
				       STR_ARG(number));
	if (numbers.len)
		return numbers;
	while (k->type == CONF_URL && str_ends(value, STR("/"))) /* paths are added with theirs */
		value.len--;
	return arena_str(a, value);
}

static void set_value(struct conf *conf, size_t i, struct str value, int line)
{
	struct setting *s = &conf->c->setting[i];
	const struct conf_key *k = &conf_keys[i];
	struct str want;

	if (s->line) {
		finding_add(conf->f, SEVERITY_ERROR, FINDING_BAD_VALUE, conf->file, line, 1,
			    SAY_KEY_TWICE, line, STR_ARG(s->key), s->line);
		return;
	}
	s->line = line;
	if (value.len == 0) /* the default holds */
		return;
	want = wanted(k, value, conf->a);
	if (want.s) {
		finding_add(conf->f, SEVERITY_ERROR, FINDING_BAD_VALUE, conf->file, line, 1,
			    SAY_KEY_VALUE, line, k->key, SAY(value), want.s);
		return;
	}
	s->value = in_one_form(k, value, conf->a);
}

static void read_line(struct conf *conf, struct str text, int line)
{
	struct str value = str_trim(text), key;
	size_t i = 0;

	if (value.len == 0 || value.s[0] == '#')
		return;
	if (str_contains(value, STR("\xEF\xBF\xBD"))) {
		finding_add(conf->f, SEVERITY_ERROR, FINDING_ENCODING, conf->file, line, 1,
			    SAY_TEXT_MOJIBAKE, line);
		conf->mojibake = true;
		return;
	}
	key = str_trim(str_cut(&value, '='));
	if (!value.s) {
		finding_add(conf->f, SEVERITY_ERROR, FINDING_BAD_VALUE, conf->file, line, 1,
			    SAY_NO_EQUALS, line);
		return;
	}
	while (i < conf_nkeys && !str_eq(key, str_of(conf_keys[i].key)))
		i++;
	if (i == conf_nkeys)
		finding_add(conf->f, SEVERITY_WARNING, FINDING_UNKNOWN_KEY, conf->file, line, 1,
			    SAY_UNKNOWN_KEY, line, SAY(key));
	else
		set_value(conf, i, str_trim(value), line);
}

static void check_places(struct conf *conf)
{
	int all = (int)content_setting_int(conf->c, "booking.places");
	int public_places = (int)content_setting_int(conf->c, "booking.public_places");
	int line = content_find(conf->c, STR("booking.public_places"))->line;

	if (!line)
		line = content_find(conf->c, STR("booking.places"))->line;
	if (public_places > all)
		finding_add(conf->f, SEVERITY_ERROR, FINDING_BAD_VALUE, conf->file, line, 1,
			    SAY_PUBLIC_PLACES, public_places, all);
}

void conf_read(struct content *c, struct str file, struct str text, struct arena *a,
	       struct findings *f)
{
	struct conf conf = { .c = c, .file = file, .a = a, .f = f };
	int line = 0;

	c->setting = arena_array(a, conf_nkeys, sizeof *c->setting);
	c->nsettings = conf_nkeys;
	for (size_t i = 0; i < conf_nkeys; i++)
		c->setting[i] =
			(struct setting){ str_of(conf_keys[i].key), str_of(conf_keys[i].value), 0 };
	while (text.s && !conf.mojibake) /* what follows would be told line by line */
		read_line(&conf, str_cut(&text, '\n'), ++line);
	check_places(&conf);
}
