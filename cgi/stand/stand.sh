#!/bin/sh
# One stand in the foreground: generates the site, makes the ledger, keeps
# hallbook, hallgen --watch and nginx running, and ends them on INT or TERM. `make run` builds
# and then comes here, in the top folder, with
#   PORT     where nginx listens on 127.0.0.1
#   STATE    folder of everything that the stand makes
#   CONTENT  what hallgen reads
#   NOW      empty, or the time at which the stand's clock starts
#   BUILD    folder of the two programs
# `stand.sh site` and `stand.sh rollback` only generate, or go back to the
# release before, the same way.
set -eu
PATH=$PATH:/usr/sbin:/sbin
: "${PORT:=8080}" "${STATE:=.run}" "${CONTENT:=content}" "${NOW:=}" "${BUILD:=build}"
umask 077

die() {
	echo "$*" >&2
	exit 1
}

case $PORT in
'' | *[!0-9]* | ??????*) die "PORT=$PORT 不是端口号" ;;
esac
if [ "$PORT" -lt 1 ] || [ "$PORT" -gt 65535 ]; then
	die "PORT=$PORT 不是端口号"
fi
mkdir -p "$STATE" || die "建不了文件夹 $STATE"
STATE=$(cd "$STATE" && pwd -P)

# As root the stand runs as the owner of STATE.
owner=$(stat -c %u "$STATE")
if [ "$(id -u)" = 0 ] && [ "$owner" != 0 ]; then
	export PORT STATE CONTENT NOW BUILD
	exec setpriv --reuid="$owner" --regid="$(stat -c %g "$STATE")" --clear-groups -- sh "$0" "$@"
fi

started=$(date +%s)
socket=
short=
hallbook=
hallgen=
nginx=

# ---- the clock ----

# Hall time needs no time zone database.
hall_date() {
	TZ=UTC-8 date "$@"
}
first=$started
case $NOW in
'') ;;
[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*)
	first=$(hall_date -d "$NOW" +%s) || die "NOW=$NOW 不是时间"
	;;
*) die "NOW=$NOW 不是 YYYY-MM-DDTHH:MM 这样的时间" ;;
esac
stand_time() {
	echo $(($(date +%s) - started + first))
}
# Puts --now TIME into $now when the clock is not the real one; the time is
# taken here, so that a restarted program goes on where the stand is.
set_now() {
	now=
	[ -z "$NOW" ] || now=$(hall_date -d "@$(stand_time)" +%FT%T)
}

# ---- hallgen ----

# hall.conf's site.base_url, without its last slash.
base_url=$(sed -n 's/^[ 	]*site\.base_url[ 	]*=[ 	]*//p' "$CONTENT/hall.conf" 2>/dev/null |
	tail -n 1 | sed 's/[ 	\r]*$//; s|/*$||')
base=
case $base_url in
*://*/*) base=/${base_url#*://*/} ;;
esac

generate() {
	set_now
	set -- "$@" --content "$CONTENT" --desk "$STATE/desk" --site site --releases "$STATE/releases"
	[ "$base_url" ] || set -- "$@" --base-url "http://127.0.0.1:$PORT"
	[ -z "$now" ] || set -- "$@" --now "$now"
	"$@"
}
# After every change, of closures on the desk too, and when the day begins.
start_hallgen() {
	generate exec setpriv --pdeathsig TERM -- "$BUILD/hallgen" --watch --quiet &
	hallgen=$!
}

case ${1-} in
site)
	generate "$BUILD/hallgen"
	exit
	;;
rollback)
	generate "$BUILD/hallgen" --rollback
	exit
	;;
esac

# ---- hallbook ----

hallbook_command() {
	command=$1
	shift
	"$BUILD/hallbook" "$command" "$@" --ledger "$STATE/ledger.db" --site site \
		--releases "$STATE/releases"
}
# The account, too, when the first start ended between the two; what is wrong with a ledger
# that was there, serve says.
make_ledger() {
	[ -e "$STATE/ledger.db" ] || hallbook_command init
	accounts=$(hallbook_command user list 2>/dev/null) && [ -z "$accounts" ] || return 0
	echo '工作人员账号 admin：'
	set_now
	hallbook_command user add admin --role admin ${now:+--now "$now"}
}
# Where socket and nginx's prefix are: STATE, but when its path is too long for
# a socket (sockaddr_un holds 107 bytes) or nginx would read variables in it, a
# short private folder with a link to STATE.
choose_place() {
	place=$STATE
	rm -f "$place/hallbook.sock"
	odd=
	case $STATE in
	*[!a-zA-Z0-9./_\ -]*) odd=1 ;;
	esac
	if [ "$odd" ] || [ ${#STATE} -gt 93 ]; then
		short=$(mktemp -d /tmp/hall.XXXXXX)
		ln -s "$STATE" "$short/state"
		place=$short/state
		socket=$short/hallbook.sock
	else
		socket=$STATE/hallbook.sock
	fi
}
start_hallbook() {
	set_now
	rm -f "$socket"
	set -- serve --ledger "$STATE/ledger.db" --site site --releases "$STATE/releases" \
		--socket "$socket"
	[ -z "$now" ] || set -- "$@" --now "$now"
	# TERM reaches it also when this shell dies without ending it.
	setpriv --pdeathsig TERM -- "$BUILD/hallbook" "$@" &
	hallbook=$!
	hallbook_since=$(date +%s)
}

# ---- nginx ----

# A value for the replacement side of sed's s|||.
sed_value() {
	printf %s "$1" | sed 's/[\\&|]/\\&/g'
}
write_nginx_conf() {
	cp "$STATE/releases/current/csp.txt" "$STATE/csp.txt" 2>/dev/null || : >"$STATE/csp.txt"
	root=releases/current/public
	if [ "$base" ]; then
		# root/zwfw leads to the site, so that addresses are paths below root.
		root='nginx-root'
		rm -rf "$STATE/nginx-root"
		mkdir -p "$STATE/nginx-root${base%/*}"
		ln -s "$STATE/releases/current/public" "$STATE/nginx-root$base"
	fi
	user=
	[ "$(id -u)" != 0 ] || user='user root;'
	awk -f site/csp.awk "$STATE/csp.txt" >"$STATE/hall-csp.conf"
	cp site/hall-http.conf "$STATE/hall-http.conf"
	sed 's|^access_log .*/hall-|access_log nginx-|' site/hall-server.conf >"$STATE/hall-server.conf"
	sed -e "s|^@USER@|$user|" -e "s|@PORT@|$PORT|" -e "s|@ROOT@|$root|" \
		-e "s|@SOCKET@|$socket|" -e "s|@BASE@|$(sed_value "$base")|" \
		cgi/stand/nginx.conf >"$STATE/nginx.conf"
	mkdir -p "$STATE/nginx-temp"
}
start_nginx() {
	rm -f "$STATE/nginx.pid"
	setpriv --pdeathsig TERM -- nginx -p "$place/" -e nginx-error.log -c nginx.conf &
	nginx=$!
}

# ---- the end ----

alive() {
	[ "$1" ] && kill -0 "$1" 2>/dev/null
}
stop() {
	trap '' INT TERM HUP
	trap - EXIT
	for pid in $nginx $hallgen $hallbook; do
		kill -TERM "$pid" 2>/dev/null || :
	done
	left=30
	while [ $left -gt 0 ] && { alive "$nginx" || alive "$hallbook" || alive "$hallgen"; }; do
		pause 0.1
		left=$((left - 1))
	done
	for pid in $nginx $hallgen $hallbook; do
		kill -KILL "$pid" 2>/dev/null || :
	done
	rm -f "$STATE/hallbook.pid" "$STATE/hallbook.sock"
	[ -z "$short" ] || rm -rf "$short"
	exit "$1"
}
# Sleeps so that a signal is taken at once, and collects children that ended.
pause() {
	sleep "$1" &
	wait $! 2>/dev/null || :
}
# make that got INT alone waits for us without a word: it has blocked the
# signal then (bit 1 of the mask). And a make that is gone leaves us to nobody.
make_ends() {
	[ "$made_by_make" ] || return 1
	[ -r "/proc/$PPID/status" ] || return 0
	while read -r key value; do
		case $key$value in
		State:Z* | SigBlk:*[2367abef]) return 0 ;;
		esac
	done <"/proc/$PPID/status"
	return 1
}

# ---- the stand ----

exec 9>"$STATE/stand.lock"
flock -w 3 9 || die "$STATE 已经有一个在运行"
made_by_make=
[ "$(cat "/proc/$PPID/comm" 2>/dev/null)" != make ] || made_by_make=1
trap 'stop 0' INT TERM HUP
trap 'stop $?' EXIT

generate "$BUILD/hallgen" || {
	[ -e "$STATE/releases/current" ] || die '网站没有生成，请先改正上面的错误'
	echo '内容有误，继续使用上一次生成的网站' >&2
}
make_ledger
choose_place
start_hallbook
write_nginx_conf
start_nginx
start_hallgen

tries=1500 # 30 s, also on a busy machine; whoever has died is not waited for
until [ -S "$socket" ] && [ -s "$STATE/nginx.pid" ]; do
	alive "$hallbook" || die 'hallbook 没有启动'
	alive "$nginx" || die "nginx 没有启动，端口 $PORT 可能已被占用；见 $STATE/nginx-error.log"
	[ $tries -gt 0 ] || die '启动超时'
	tries=$((tries - 1))
	pause 0.02
done
echo "网站：http://127.0.0.1:$PORT$base/"
echo "工作人员：http://127.0.0.1:$PORT$base/staff/"
echo "数据在 $STATE，按 Ctrl-C 停止"

tick=0
quick_ends=0
while :; do
	pause 0.25
	tick=$((tick + 1))
	! make_ends || stop 0
	if ! alive "$hallbook"; then
		lived=$(($(date +%s) - hallbook_since))
		# Whoever has made its socket was able to live.
		[ ! -S "$socket" ] || quick_ends=0
		# A death is met at once; a program that cannot live is tried ever
		# more seldom, up to every 10 s.
		wait_s=$((quick_ends > 5 ? quick_ends - 5 : 0))
		[ $wait_s -le 10 ] || wait_s=10
		if [ $lived -ge $wait_s ]; then
			echo 'hallbook 意外结束，重新启动' >&2
			quick_ends=$((quick_ends + 1))
			start_hallbook
		fi
	fi
	alive "$nginx" || die "nginx 意外结束，见 $STATE/nginx-error.log"
	[ $((tick % 8)) = 0 ] || continue
	if ! alive "$hallgen"; then
		echo 'hallgen 意外结束，重新启动' >&2
		start_hallgen
	fi
	if ! cmp -s "$STATE/csp.txt" "$STATE/releases/current/csp.txt"; then
		write_nginx_conf
		kill -HUP "$nginx"
	fi
done
