# hallgen and hallbook. `make run` starts a stand, `make check` tests it all.

CC = gcc
BUILD = build
PACKAGES = libcmark libpng libqrencode libsodium sqlite3 zlib

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wwrite-strings -Wcast-qual -Wvla -Wformat=2 -Wundef -Wpointer-arith \
  -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference -fno-common
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
OPT = -O2 -g
CFLAGS = $(OPT)
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE $(WARN) $(HARDEN) -ffile-prefix-map=$(CURDIR)/= -Ilib -MMD -MP $(CFLAGS)
LDFLAGS = -pie -Wl,-z,relro,-z,now
GEN_LIBS = -lcmark -lqrencode -lpng -lsqlite3 -lcsv -lsodium -lz
BOOK_LIBS = -lfcgi -lqrencode -lpng -lsqlite3 -lsodium

LIB_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard lib/*.c)))
GEN_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard generator/*.c)))
BOOK_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard cgi/*.c)))
GEN_SQL = $(patsubst %.sql,$(BUILD)/%.sql.o,$(wildcard generator/*.sql))
BOOK_SQL = $(patsubst %.sql,$(BUILD)/%.sql.o,$(wildcard cgi/*.sql schema.sql))
UNIT = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(sort $(wildcard tests/unit/test_*.c)))

all: $(BUILD)/hallgen $(BUILD)/hallbook

$(BUILD)/hallgen: $(GEN_OBJ) $(GEN_SQL) $(BUILD)/liblib.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(GEN_LIBS)

$(BUILD)/hallbook: $(BOOK_OBJ) $(BOOK_SQL) $(BUILD)/liblib.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(BOOK_LIBS)

$(BUILD)/liblib.a: $(LIB_OBJ)
	rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

# NAME.sql becomes the string NAME_sql (schema.sql: schema_sql).
$(BUILD)/%.sql.o: %.sql
	@mkdir -p $(@D)
	{ printf 'extern const char %s_sql[];\nconst char %s_sql[] = {' $(notdir $*) $(notdir $*); \
	  od -An -v -td1 $< | sed 's/[0-9][0-9]*/&,/g'; echo '0};'; } > $(@:.o=.c)
	$(CC) $(ALL_CFLAGS) -c -o $@ $(@:.o=.c)

# A unit test links with everything but the two main.c.
$(BUILD)/unit/%: tests/unit/%.c $(filter-out %/main.o,$(GEN_OBJ) $(BOOK_OBJ)) $(GEN_SQL) $(BOOK_SQL) $(BUILD)/liblib.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Igenerator -Icgi $(LDFLAGS) -o $@ $^ $(sort $(GEN_LIBS) $(BOOK_LIBS)) -lcmocka

unit: $(UNIT)
	@for t in $(UNIT); do CMOCKA_MESSAGE_OUTPUT=tap $$t || exit 1; done

clean:
	rm -rf $(BUILD)

.PHONY: all unit clean
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
