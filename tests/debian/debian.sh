#!/bin/sh
# A machine with a Debian of its own, in a folder. As root; what it mounts and starts lies
# in namespaces, and ends with them.
#   debian.sh make ROOT RELEASE PACKAGE...  from the mirror that this machine's apt has
#   debian.sh in ROOT COMMANDS              its root's shell, with this machine's network
#   debian.sh boot ROOT                     its systemd, with no network but loopback, until TERM;
#                                           prints a process of it
#   debian.sh tell PROCESS COMMANDS         root's shell on what has been booted
set -eu
PATH=$PATH:/usr/sbin:/sbin
verb=$1 root=$2
shift 2

apart() {
	unshare --mount --pid --fork --kill-child --propagation private "$@"
}
# What a shell of root has there. The first word enters.
shell() {
	commands=$1
	shift
	exec "$@" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive sh -ec "$commands"
}

case $verb in
make)
	release=$1
	shift
	packages=$(IFS=,; echo "$*")
	# shellcheck disable=SC2016 # apt's own variables
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main' | sed 1q)
	[ "$mirror" ] || { echo 'apt has no mirror of Debian' >&2; exit 1; }
	apart mmdebstrap --quiet --mode=root --variant=apt --include="$packages" \
		--aptopt='APT::Get::Assume-Yes "true"' --aptopt='APT::Install-Recommends "false"' \
		--dpkgopt=force-unsafe-io "$release" "$root" "$mirror"
	# nothing starts before systemd does
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	;;
in)
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	# shellcheck disable=SC2016 # $0 is ROOT
	shell "$1" unshare --mount --pid --fork --kill-child --propagation private \
		sh -ec 'mount -t proc proc "$0/proc"; exec chroot "$0" "$@"' "$root"
	;;
boot)
	groups=$(findmnt --noheadings --output TARGET --types cgroup2 | sed 1q)
	own=$groups/hall-$$
	mkdir "$own"
	echo $$ >"$own/cgroup.procs"
	rm -f "$root/usr/sbin/policy-rc.d"
	# shellcheck disable=SC2016 # $0 is ROOT
	unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child --propagation private sh -ec '
		cd "$0"
		mount --bind . .
		cd "$0"
		mount -t proc proc proc
		mount --bind proc/sys proc/sys
		mount -o remount,bind,ro proc/sys
		mount -t sysfs -o ro sysfs sys
		mount -t cgroup2 cgroup2 sys/fs/cgroup
		mount -t tmpfs -o mode=755 tmpfs run
		mount -t tmpfs -o mode=755 tmpfs dev
		mkdir dev/pts dev/shm
		for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0; do
			name=${node%%:*} number=${node#*:}
			mknod -m 666 dev/$name c ${number%:*} ${number#*:}
		done
		mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
		ln -s pts/ptmx dev/ptmx
		ln -s /proc/self/fd dev/fd
		hostname hall
		mkdir -p was
		pivot_root . was
		umount -l was
		exec setpriv --bounding-set=-sys_module,-sys_time,-sys_rawio,-sys_boot \
			env -i container=hall PATH=/usr/sbin:/usr/bin /lib/systemd/systemd' "$root" &
	outer=$!
	end() {
		kill -9 "$outer" 2>/dev/null || true
		wait "$outer" || true
		echo $$ >"$groups/cgroup.procs"
		while find "$own" -depth -type d -exec rmdir {} + 2>/dev/null; [ -e "$own" ]; do sleep 0.1; done
	}
	trap end EXIT
	trap 'exit 143' TERM INT HUP
	until pgrep -P "$outer"; do kill -0 "$outer"; sleep 0.1; done
	wait "$outer"
	;;
tell)
	shell "cd /root; $1" nsenter --all --target "$root"
	;;
esac
