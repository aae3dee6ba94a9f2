#!/bin/sh
# Installs the Debian packages that are missing; says so in one line. Silent,
# quick and without network when nothing is missing.
#
#   packages.sh NAME...
#
# NAME is a package, or COMMAND:PACKAGE where the command may come from
# anywhere (node from another source is as good as Debian's).
set -eu
PATH=$PATH:/usr/sbin:/sbin

missing=
for name; do
	case $name in
	*:*) command -v "${name%%:*}" >/dev/null 2>&1 || missing="$missing ${name#*:}" ;;
	*)
		case $(dpkg-query -W -f '${Status}' "$name" 2>/dev/null) in
		*' installed') ;;
		*) missing="$missing $name" ;;
		esac
		;;
	esac
done
missing=${missing# }
[ "$missing" ] || exit 0

cannot() {
	echo "缺少软件包：$missing（$1，无法自动安装；请安装后再试）" >&2
	exit 1
}

if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || cannot '不是 root，也没有 sudo'
	ask=
	[ -t 0 ] || ask=-n # without a terminal nobody can type a password
	sudo $ask true || cannot 'sudo 不成功'
	exec sudo $ask sh "$0" "$@"
fi

echo "正在安装缺少的软件包：$missing"

# A daemon that comes with a package (nginx) must not start: policy-rc.d says
# so, and afterwards it is as it was.
policy=/usr/sbin/policy-rc.d
kept=
put_back() {
	rm -f "$policy"
	[ -z "$kept" ] || mv "$kept" "$policy"
}
if [ -e "$policy" ] || [ -L "$policy" ]; then
	kept=$policy.before-packages.$$
	mv "$policy" "$kept"
fi
trap put_back EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

apt() {
	DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
		-o Dpkg::Use-Pty=0 "$@" </dev/null >/dev/null
}
apt update || echo 'apt-get update 不成功，用现有的软件包列表继续' >&2
# The words are package names without blanks.
# shellcheck disable=SC2086
apt install --yes --no-install-recommends $missing || cannot 'apt-get 不成功'
