# hallgen and hallbook. `make run` starts a stand, `make check` tests it all.

CC = gcc
BUILD = build
PREFIX = /usr/local

# A stand (cgi/stand/stand.sh): address, folder of all that it makes, what it reads,
# and a fixed start of its clock.
PORT ?= 8080
STATE ?= .run
CONTENT ?= content
NOW ?=
export PORT STATE CONTENT NOW BUILD

# Debian packages; COMMAND:PACKAGE where the command may come from elsewhere. The libraries
# stand in debian/control.
BUILD_PACKAGES = gcc:gcc libc6-dev $(shell sed -n '/^Build-Depends:/,/^$$/s/^ \(lib[^ ,]*\),*$$/\1/p' debian/control)
RUN_PACKAGES = nginx:nginx-light
CHECK_PACKAGES = $(RUN_PACKAGES) libcmocka-dev zlib1g-dev node:nodejs npm:npm sqlite3:sqlite3 \
  xlsx2csv:xlsx2csv openssl:openssl systemd-analyze:systemd zbarimg:zbar-tools pdftotext:poppler-utils chromium:chromium fonts-noto-cjk unicode-data tzdata bzip2 unzip:unzip
BENCH_PACKAGES = $(RUN_PACKAGES) wrk:wrk curl:curl sqlite3:sqlite3
PEER_PACKAGES = hugo:hugo g++:g++ python3-flask uwsgi:uwsgi-core uwsgi-plugin-python3 php-fpm php-sqlite3 \
  $(if $(wildcard /usr/include/node/common.gypi),,libnode-dev)
DEB_PACKAGES = dpkg-buildpackage:dpkg-dev debhelper lintian:lintian blhc:blhc
CHROOT_PACKAGES = mmdebstrap:mmdebstrap findmnt:util-linux pgrep:procps
FUZZ_PACKAGES = clang:clang libclang-rt-dev
LINT_PACKAGES = clang:clang cppcheck:cppcheck mandoc:mandoc shellcheck:shellcheck libcmocka-dev

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wwrite-strings -Wcast-qual -Wvla -Wformat=2 -Wundef -Wpointer-arith \
  -Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference -fno-common
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection
# An include names the folder: "base/str.h", "read/table.h".
INCLUDE = -iquote lib -iquote generator -iquote cgi -iquote $(BUILD)
# Whoever builds a package gives CFLAGS, CPPFLAGS and LDFLAGS in the environment.
CFLAGS ?= -O2 -g
# SQLite's session extension is in Debian's library, and in its header behind these.
DEFINE = -D_GNU_SOURCE -DSQLITE_ENABLE_SESSION -DSQLITE_ENABLE_PREUPDATE_HOOK
ALL_CFLAGS = -std=c17 $(DEFINE) $(WARN) $(HARDEN) '-ffile-prefix-map=$(CURDIR)=.' -fPIE $(INCLUDE) -MMD -MP $(CPPFLAGS) $(CFLAGS)
ALL_LDFLAGS = -pie -Wl,-z,relro,-z,now $(LDFLAGS)
TABLE_LIBS = -lcsv -lexpat -lfreexl -lminizip -lm
GEN_LIBS = -lcmark-gfm-extensions -lcmark-gfm -lqrencode -lpng -lseccomp -lsqlite3 $(TABLE_LIBS) -lsodium -lunistring -ldeflate
BOOK_LIBS = -lfcgi -loath -lqrencode -lpng -lseccomp -lsqlite3 $(TABLE_LIBS) -lsodium -lunistring -lxlsxwriter -lzxcvbn

# The files of a part and of its folders: $(call in,lib,*.c)
in = $(sort $(wildcard $1/$2 $1/*/$2))
LIB_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(call in,lib,*.c)) $(BUILD)/lib/pinyin.txt.o
GEN_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(call in,generator,*.c))
BOOK_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(call in,cgi,*.c))
GEN_DATA = $(patsubst %,$(BUILD)/%.o,$(call in,generator,*.sql))
BOOK_DATA = $(patsubst %,$(BUILD)/%.o,store/ledger.sql page/pages.sql cgi/store/migrate.sql schema.sql)
UNIT = $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(call in,tests/unit,test_*.c))

FUZZ = $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
# Everything but the two main.c, for programs that test it.
PARTS = $(filter-out %/main.o,$(GEN_OBJ) $(BOOK_OBJ)) $(GEN_DATA) $(BOOK_DATA) $(BUILD)/liblib.a

all: $(BUILD)/hallgen $(BUILD)/hallbook

# Looked at once for a build, so that a make with nothing to do does nothing.
PACKAGES = $(BUILD)/packages
packages: $(PACKAGES)
$(PACKAGES): Makefile debian/control cgi/stand/packages.sh
	@sh cgi/stand/packages.sh $(BUILD_PACKAGES)
	@mkdir -p $(@D) && touch $@
run-packages: packages
	@sh cgi/stand/packages.sh $(RUN_PACKAGES)
check-packages: packages
	@sh cgi/stand/packages.sh $(CHECK_PACKAGES)

$(BUILD)/hallgen: $(GEN_OBJ) $(GEN_DATA) $(BUILD)/liblib.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(GEN_LIBS)

$(BUILD)/hallbook: $(BOOK_OBJ) $(BOOK_DATA) $(BUILD)/liblib.a
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(BOOK_LIBS)

$(BUILD)/liblib.a: $(LIB_OBJ)
	rm -f $@
	ar rcs $@ $^

$(BUILD)/%.o: %.c | $(PACKAGES)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

# NAME.sql becomes the string NAME_sql (schema.sql: schema_sql), NAME.txt NAME_txt.
define EMBED
	@mkdir -p $(@D)
	{ printf 'extern const char %s[];\nconst char %s[] = {' $(subst .,_,$(notdir $< $<)); \
	  od -An -v -td1 $< | sed 's/[0-9][0-9]*/&,/g'; echo '0};'; } > $(@:.o=.c)
	$(CC) $(ALL_CFLAGS) -c -o $@ $(@:.o=.c)
endef
$(BUILD)/%.sql.o: %.sql | $(PACKAGES)
	$(EMBED)
$(BUILD)/%.txt.o: %.txt | $(PACKAGES)
	$(EMBED)

# The statements that lie beside the C of each room of cgi/ (booking/booking.sql) as one text,
# and as enum ledger_stmt, in their order: `-- name: item` is LEDGER_ITEM.
LEDGER_ENUM = $(BUILD)/store/ledger.sql.h
$(BUILD)/store/ledger.sql: $(foreach room,store page booking staff desk duty list,cgi/$(room)/$(room).sql)
	@mkdir -p $(@D)
	cat $^ >$@
# Likewise the lists on their pages.
$(BUILD)/page/pages.sql: $(foreach room,page booking staff desk duty list,cgi/$(room)/pages.sql)
	@mkdir -p $(@D)
	cat $^ >$@
$(BUILD)/store/ledger.sql.o $(BUILD)/page/pages.sql.o: %.o: % | $(PACKAGES)
	$(EMBED)
$(LEDGER_ENUM): $(BUILD)/store/ledger.sql
	awk 'BEGIN { print "#ifndef CGI_LEDGER_SQL_H\n#define CGI_LEDGER_SQL_H"; \
	    print "extern const char ledger_sql[];\nenum ledger_stmt {" } \
	  /^-- name: / && !/ prepared: no/ { print "\tLEDGER_" toupper($$3) "," } \
	  END { print "\tLEDGER__MAX\n};\n#endif" }' $< >$@.new && mv $@.new $@
# What people are told, a line each, as X(MSG_NAME, "text").
MESSAGES = $(BUILD)/page/message.txt.h
$(MESSAGES): cgi/page/message.txt
	@mkdir -p $(@D)
	sed -n 's/^\([A-Z0-9_]*\) \(.*\)/X(MSG_\1, "\2")/p' $< >$@.new && mv $@.new $@
$(BOOK_OBJ): | $(LEDGER_ENUM) $(MESSAGES)

$(BUILD)/unit/%: tests/unit/%.c $(PARTS) | check-packages
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter-out %.h,$^) \
	  $(sort $(GEN_LIBS) $(BOOK_LIBS)) -lcmocka -lz

unit-programs: $(UNIT)

unit: all $(UNIT)
	@for t in $(UNIT); do CMOCKA_MESSAGE_OUTPUT=tap $$t || exit 1; done

# ---- a stand ----

run: all run-packages
	@exec sh cgi/stand/stand.sh

site: all
	@sh cgi/stand/stand.sh site

rollback: all
	@sh cgi/stand/stand.sh rollback

# ---- tests ----

tests/node_modules/.package-lock.json: tests/package.json tests/package-lock.json | check-packages
	cd tests && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
	@touch $@

test-tools: check-packages tests/node_modules/.package-lock.json

check: all unit-programs test-tools fuzz-build
	@node tests/check.mjs

# What tells most within two minutes.
quick: lint all unit-programs test-tools
	@node tests/check.mjs unit source site

soak: all unit-programs test-tools
	@sh cgi/stand/packages.sh java:default-jre-headless $(DEB_PACKAGES) $(CHROOT_PACKAGES)
	@node tests/check.mjs soak debian

# On a Debian of its own in a folder, as root; without RELEASE on each that is supported.
check-debian: test-tools
	@sh cgi/stand/packages.sh $(CHROOT_PACKAGES)
	@RELEASE='$(RELEASE)' node tests/check.mjs debian

# The unit and HTTP tests again: under ASan and UBSan, hallbook's under TSan. The sandbox lets
# sanitizers read /proc, and coverage write its counts.
sanitize: test-tools
	$(MAKE) BUILD=build/sanitize HARDEN= all unit-programs \
	  CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
	  -DSANDBOX_ALSO=\"/proc\"'
	BUILD=build/sanitize node tests/check.mjs unit http
	$(MAKE) BUILD=build/tsan HARDEN= all CFLAGS='-O1 -g -fsanitize=thread -DSANDBOX_ALSO=\"/proc\"'
	BUILD=build/tsan node tests/check.mjs http

coverage: test-tools
	@sh cgi/stand/packages.sh gcovr:gcovr
	$(MAKE) BUILD=build/coverage HARDEN= all unit-programs CFLAGS='-O0 -g --coverage -DSANDBOX_ALSO=\"$(CURDIR)/build/coverage\"'
	BUILD=build/coverage node tests/check.mjs unit http
	gcovr --root . --exclude tests/ build/coverage

TIME = 60
fuzz: fuzz-build
	@for f in $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c)); do \
	  mkdir -p build/fuzz/corpus/$$f tests/fuzz/corpus/$$f; echo "$$f, $(TIME) s"; \
	  build/fuzz/$$f -max_total_time=$(TIME) -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
	    -verbosity=0 -artifact_prefix=build/fuzz/$$f- build/fuzz/corpus/$$f tests/fuzz/corpus/$$f \
	    || exit 1; done

fuzz-build:
	@sh cgi/stand/packages.sh $(FUZZ_PACKAGES)
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang HARDEN= fuzz-programs \
	  CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'

fuzz-programs: $(FUZZ)

$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(PARTS)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(ALL_LDFLAGS) -o $@ $(filter-out %.h,$^) \
	  $(sort $(GEN_LIBS) $(BOOK_LIBS))

# make bench TABLES='rush rows' prints these alone; PEERS=1 has Hugo, Node, Flask and PHP too.
TABLES = generator booking rush rows $(if $(PEERS),peers hugo) pages
BENCH = $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))

$(BUILD)/bench/%: tests/bench/%.c $(PARTS)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter-out %.h,$^) \
	  $(sort $(GEN_LIBS) $(BOOK_LIBS))

bench: all $(BENCH) test-tools
	@sh cgi/stand/packages.sh $(BENCH_PACKAGES)
	@$(if $(filter peers hugo,$(TABLES)),sh cgi/stand/packages.sh $(PEER_PACKAGES))
	@for table in $(TABLES); do sh tests/bench/$$table.sh && echo || exit 1; done

C_FILES = $(sort $(foreach part,lib generator cgi tests tests/unit,$(call in,$(part),*.[ch])))
SH_FILES = $(wildcard cgi/stand/*.sh tests/*.sh tests/*/*.sh .ci/run)
MANUALS = $(wildcard generator/*.[1-9] cgi/*.[1-9])

# Not asked of cppcheck: uninitialised variables, where it takes the address of
# a buffer for its use; gcc, clang and the sanitizers look at them.
lint: $(LEDGER_ENUM) $(MESSAGES)
	@sh cgi/stand/packages.sh $(BUILD_PACKAGES) $(LINT_PACKAGES)
	cppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr \
	  --suppress=missingInclude --suppress=legacyUninitvar --suppress=ctuuninitvar \
	  --error-exitcode=1 $(patsubst -iquote,-I,$(INCLUDE)) lib generator cgi
	clang -fsyntax-only -std=c17 $(DEFINE) $(WARN) -Werror $(INCLUDE) \
	  $(filter %.c,$(C_FILES))
	shellcheck $(SH_FILES)
	$(if $(MANUALS),mandoc -Tlint -W warning $(MANUALS))

format:
	@sh cgi/stand/packages.sh clang-format:clang-format
	clang-format -i $(C_FILES)

# ---- installation ----

SHARE = $(DESTDIR)$(PREFIX)/share/hallgen
UNITS = $(wildcard $(foreach kind,service socket timer,cgi/*.$(kind) generator/*.$(kind)))

# What may stand inline, of this version; csp.old.txt keeps the one before, whose releases are still served.
$(BUILD)/csp.txt: $(BUILD)/hallgen $(wildcard site/assets/*)
	$< --quiet --content tests/data/hall --site site --releases $(BUILD)/csp 2>/dev/null
	cp $(BUILD)/csp/current/csp.txt $@

install: all $(BUILD)/csp.txt
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin $(SHARE)
	install $(BUILD)/hallgen $(DESTDIR)$(PREFIX)/bin/
	install $(BUILD)/hallbook $(DESTDIR)$(PREFIX)/sbin/
	find content site/*.sql site/*.awk site/templates site/assets -type f -exec install -D -m 644 {} $(SHARE)/{} \;
	! test -e $(SHARE)/site/csp.txt || cmp -s $(BUILD)/csp.txt $(SHARE)/site/csp.txt || \
	  mv $(SHARE)/site/csp.txt $(SHARE)/site/csp.old.txt
	install -m 644 $(BUILD)/csp.txt $(SHARE)/site/
	test -e $(SHARE)/site/csp.old.txt || install -m 644 $(BUILD)/csp.txt $(SHARE)/site/csp.old.txt
	$(foreach c,$(wildcard site/*.conf),sed 's|/usr/local|$(PREFIX)|g' $c >$(BUILD)/$(notdir $c) && \
	  install -m 644 $(BUILD)/$(notdir $c) $(SHARE)/site/ &&) true
	$(foreach m,$(MANUALS),install -D -m 644 $m \
	  $(DESTDIR)$(PREFIX)/share/man/man$(subst .,,$(suffix $m))/$(notdir $m) &&) true
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	$(foreach u,$(UNITS),sed 's|/usr/local|$(PREFIX)|g' $u >$(BUILD)/$(notdir $u) && \
	  install -m 644 $(BUILD)/$(notdir $u) $(DESTDIR)$(PREFIX)/lib/systemd/system/ &&) true
	install -D -m 644 cgi/hall.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/hall.conf

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/hallgen $(DESTDIR)$(PREFIX)/sbin/hallbook
	rm -rf $(SHARE)
	rm -f $(foreach m,$(MANUALS),$(DESTDIR)$(PREFIX)/share/man/man$(subst .,,$(suffix $m))/$(notdir $m))
	rm -f $(foreach u,$(UNITS),$(DESTDIR)$(PREFIX)/lib/systemd/system/$(notdir $u)) \
	  $(DESTDIR)$(PREFIX)/lib/sysusers.d/hall.conf

DIST = hall-$(shell git describe --always --tags 2>/dev/null)
dist:
	@mkdir -p $(BUILD)
	git archive --format=tar --prefix=$(DIST)/ HEAD | gzip -9n >$(BUILD)/$(DIST).tar.gz
	@echo $(BUILD)/$(DIST).tar.gz

clean:
	rm -rf $(BUILD)

.PHONY: all packages run-packages check-packages run site rollback test-tools check quick soak check-debian sanitize \
  coverage fuzz fuzz-build fuzz-programs bench lint format unit unit-programs install uninstall dist clean
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
