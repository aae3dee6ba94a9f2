/*
 * content.h - what the hall has decided, as read from content/ and checked.
 *
 * read/ fills it, check/ looks at it, catalogue/ uses it.
 * All memory is in one arena that lives as long as the run.
 */
#ifndef GENERATOR_CONTENT_H
#define GENERATOR_CONTENT_H

#include "base/arena.h"
#include "base/str.h"
#include "crypto.h"
#include "table/table.h"

/* 服务方式 of the list. */
enum item_mode {
	MODE_NOON_WEEKEND, /* 错时、延时服务 */
	MODE_APPOINTMENT,  /* 预约服务 */
};

/* 办件类型; the notice does not say it for any item. */
enum item_kind {
	KIND_UNKNOWN, /* 待窗口确认 */
	KIND_INSTANT, /* 即办件 */
	KIND_PROMISE, /* 承诺件 */
};

struct item {
	int no;		       /* 序号, 1..999999 */
	struct str department; /* 责任部门（窗口单位）, carried down from above */
	struct str name;       /* 事项名称, text unchanged */
	enum item_mode mode;
	struct str mode_text; /* as written */
	struct str place;     /* 地址 as written: 服务大厅一楼 */
	struct str phone;     /* as written */
	struct str remark;    /* 备注 */
	struct str bring;     /* 要带什么; this and the next two are empty where not given */
	struct str fee;	      /* 收费 */
	struct str counter;   /* 窗口号, as said to people: 3号窗口 */
	struct str english;   /* 英文名称, for /en/; empty = not on that page */
	enum item_kind kind;
	int promise_days; /* 承诺时限 in working days; 0 = not given */
	bool mailable;	  /* 可邮寄 */
	int window;	  /* number of its window */
	int aliases;	  /* how many it has */
	int duplicate_of; /* number of the first item equal to it, or 0 */
	int line;	  /* row in items.csv */
};

/* The columns of items.csv; findings point at them. */
#define ITEM_COLUMNS(X)                                                                            \
	X(ITEM_NO, "序号", true, true)                                                             \
	X(ITEM_DEPARTMENT, "责任部门（窗口单位）|责任部门|窗口单位", true)                         \
	X(ITEM_NAME, "事项名称", true)                                                             \
	X(ITEM_MODE, "服务方式", true)                                                             \
	X(ITEM_PLACE, "地址", true)                                                                \
	X(ITEM_PHONE, "预约、咨询电话|咨询电话|预约电话|电话", true, true)                         \
	X(ITEM_REMARK, "备注", false, false, "；")                                                 \
	X(ITEM_BRING, "要带什么|所需材料|材料", false, false, "；")                                \
	X(ITEM_FEE, "收费", false, false, "；")                                                    \
	X(ITEM_COUNTER, "窗口号", false)                                                           \
	X(ITEM_KIND, "办件类型", false)                                                            \
	X(ITEM_PROMISE, "承诺时限", false, true)                                                   \
	X(ITEM_MAILABLE, "可邮寄", false)                                                          \
	X(ITEM_ALIASES, "别名", false, false, "、")                                                \
	X(ITEM_ENGLISH, "英文名称", false)
enum item_column { ITEM_COLUMNS(COLUMN_INDEX) ITEM_COLUMN__MAX };

struct window {
	int no;		    /* 1..99 */
	struct str name;    /* = department of its items */
	struct str floor;   /* 一楼 */
	struct str phones;  /* as written, several separated by | */
	struct str english; /* 英文名称, or empty */
	bool general;	    /* the 综合窗口 */
	struct str leader;  /* 窗口负责人, as the ledger's form prints it; empty = not given */
	int places;	    /* per slot in all; 0 = the hall's default */
	int public_places;  /* of them bookable online; 0 = the hall's default */
	int line;
};

/* A day's class, as hours.csv and the calendar know it. */
enum day_kind {
	DAY_WORKDAY, /* Monday to Friday and not off */
	DAY_MAKEUP,  /* 调休上班 */
	DAY_WEEKEND, /* 双休日 */
	DAY_HOLIDAY, /* 节假日: a day off of holidays.csv, weekends inside it too */
};

enum period_kind {
	PERIOD_NORMAL, /* 正常办公 */
	PERIOD_NOON,   /* 错时: items with 错时 in their mode only */
	PERIOD_DUTY,   /* 延时 (双休日、节假日值班) */
	PERIOD_CLOSED, /* 休息: no service on that day; no times */
};

/* A set of kinds of day: a bit each. */
enum {
	HOURS_WORKDAYS = 1 << DAY_WORKDAY | 1 << DAY_MAKEUP,
	HOURS_WEEKENDS = 1 << DAY_WEEKEND,
	HOURS_HOLIDAYS = 1 << DAY_HOLIDAY,
	HOURS_ALL_DAYS = HOURS_WORKDAYS | HOURS_WEEKENDS | HOURS_HOLIDAYS,
};

/*
 * One row of hours.csv. For a window and a day the most specific rows apply,
 * all rows of that rank together: day and window given, day given, window
 * given, neither. `days` are the kinds of day on which it applies, of which make-up
 * days are always those of working days.
 */
struct hours {
	int window;	  /* 0 = every window */
	int32_t day;	  /* a single day, or INT32_MIN */
	int32_t from, to; /* season, both inclusive; INT32_MIN / INT32_MAX when open */
	unsigned days;	  /* HOURS_… */
	enum period_kind kind;
	int start_min, end_min; /* minutes of the day */
	bool bookable;
	bool confirmed; /* false: 待确认 */
	int line;
};

/*
 * One row of closures.csv, which hallbook writes for every closure in force: this
 * stretch of this day is taken from the hours, whatever else gives them.
 */
struct closure {
	int window; /* 0 = the whole hall */
	int32_t day;
	int start_min, end_min; /* minutes of the day, 0 to 1440 */
	struct str reason;
};

struct holiday {
	int32_t day;
	bool off; /* false: make-up working day */
	struct str name;
	bool announced; /* false: provisional */
	int line;
};

struct alias {
	int item;
	int rank; /* 1.. of its item: those of its row, then those of aliases.csv */
	struct str word;
	bool listed; /* in the item's own row */
};

/*
 * A group of items that has front-desk and back-office staff on every working
 * day's noon (notice 二(一), 三(一)): one row of noon.csv.
 */
struct noon_category {
	struct str name;
	int *window; /* numbers of the windows whose persons take turns */
	size_t nwindows;
	bool confirmed; /* false: 拟 */
	int line;
};

/*
 * One pages/NAME.md, or pages/items/N.md, of which title, description and date are empty.
 */
struct page {
	int item;	  /* whose page shows it; 0: it is a page itself */
	struct str name;  /* file name without .md: "notice", "items/9" */
	struct str file;  /* path for findings */
	struct str title; /* front matter "title" */
	struct str description;
	struct str date; /* front matter "date", YYYY-MM-DD or empty */
	struct str body; /* Markdown */
	int body_line;	 /* line of the body's first line in the file */
};

/* One key = value of hall.conf, defaults filled in; see conf.c for the table of keys. */
struct setting {
	struct str key;
	struct str value;
	int line; /* 0 = default */
};

/*
 * Why a warning is accepted: one row of acknowledged.csv (file, code, key,
 * reason). The key is the number of an item (items.csv) or window
 * (windows.csv), or a word of the finding's text, such as the key of a
 * setting; empty: every finding of that code in the file.
 */
struct acknowledgement {
	struct str file; /* "items.csv" */
	enum finding_code code;
	struct str key;
	struct str reason;
	int line;
};

/*
 * What people know about the published list and no program can see in the
 * file: one row of list-notes.csv, told as a warning.
 */
struct list_note {
	int item; /* the finding points at its row; 0 = the whole list */
	enum finding_code code;
	struct str missing; /* told only while no item's name holds this; may be empty */
	struct str text;
	struct str advice;
};

struct content {
	struct str dir; /* as given: "content" */
	struct setting *setting;
	size_t nsettings;
	struct item *item; /* in the order of the file */
	size_t nitems;
	size_t *item_of_no;    /* 1 + index of the item with the number; 0: none */
	int no_max;	       /* the highest number in it */
	struct window *window; /* by number */
	size_t nwindows;
	struct hours *hours;
	size_t nhours;
	struct closure
		*closure; /* from today on, in the order of the file; no part of the digest */
	size_t nclosures;
	struct holiday *holiday; /* by day */
	size_t nholidays;
	int32_t *statutory; /* days that the law itself fixes, from statutory.csv */
	size_t nstatutory;
	struct noon_category *noon; /* in the order of the file */
	size_t nnoon;
	struct alias *alias; /* in the order of the files */
	size_t naliases;
	struct page *page; /* by name */
	size_t npages;
	struct acknowledgement *acknowledgement;
	size_t nacknowledgements;
	struct list_note *note;
	size_t nnotes;
	struct str item_sheet;		    /* of a workbook, the one that was read; else empty */
	int item_column[ITEM_COLUMN__MAX];  /* where items.csv has it, from 1; 0 = not at all */
	unsigned char digest[DIGEST_BYTES]; /* over names and bytes of every file read */
};

/*
 * DIR/NAME as findings name it, NUL-terminated: "content/items.csv". A table
 * kept as a workbook alone is DIR/items.xlsx.
 */
struct str content_file(const struct content *c, const char *name, struct arena *a);
/* The workbook of a table that is there: items.csv -> DIR/items.xlsx, .xls …; else the null view.
 */
struct str content_workbook(const struct content *c, const char *name, struct arena *a);

/* NULL when there is none of that key. */
const struct setting *content_find(const struct content *c, struct str key);
/* The value of one that is there (asserted): all of the table in conf.c are. */
struct str content_setting(const struct content *c, const char *key);
int64_t content_setting_int(const struct content *c, const char *key);
/* One that hallgen itself finds, for pages and catalogue; it replaces what hall.conf says. */
void content_set(struct content *c, const char *key, struct str value, struct arena *a);
/* A day off by law, not by the year's arrangement: overtime is paid otherwise. */
bool content_is_statutory(const struct content *c, int32_t day);
/* A telephone number as written, for tel: links; empty when it is none (a finding says so). */
struct str content_tel(struct str written, struct arena *a);
/* NULL when there is none. */
const struct item *content_item(const struct content *c, int no);
const struct window *content_window(const struct content *c, int no);

#endif
