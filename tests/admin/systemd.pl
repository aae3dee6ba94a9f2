#!/usr/bin/perl
# As much of systemd as hallbook@.socket and hallbook@.service need: makes the socket,
# keeps it, and starts the program with it again whenever that has ended.
#   systemd.pl SOCKET PROGRAM ARGUMENT...
# HUP restarts it, TERM ends both. Each time it says that it is ready: a line "ready PID".
use strict;
use warnings;
use Fcntl;
use POSIX ();
use Socket;

$^F = 3; # what is the program's stays open for it
my ($path, @command) = @ARGV;
my ($ended, $program) = (0, 0);
umask 0117;
my ($listener, $notify);
socket($listener, PF_UNIX, SOCK_STREAM, 0) && bind($listener, pack_sockaddr_un($path)) && listen($listener, 4096) or die "$path: $!";
socket($notify, PF_UNIX, SOCK_DGRAM, 0) && bind($notify, pack_sockaddr_un("$path.notify")) or die "$path.notify: $!";
chmod 0666, "$path.notify";
umask 077;
$| = 1;
$SIG{HUP} = sub { kill TERM => $program if $program };
$SIG{TERM} = $SIG{INT} = sub { $ended = 1; kill TERM => $program if $program };

sub start {
	my ($alive) = @_;
	my $pid = fork // die "fork: $!";
	return $pid if $pid;
	$SIG{$_} = 'DEFAULT' for qw(HUP TERM INT);
	POSIX::dup2(fileno $listener, 3) // die "dup2: $!";
	fcntl($alive, F_SETFD, 0);
	@ENV{qw(LISTEN_PID LISTEN_FDS NOTIFY_SOCKET)} = ($$, 1, "$path.notify");
	exec @command or die "$command[0]: $!";
}

until ($ended) {
	pipe my $life, my $alive;
	$program = start($alive);
	close $alive;
	for (my $runs = 1; $runs;) {
		my $ready = '';
		vec($ready, fileno $_, 1) = 1 for $life, $notify;
		next if select($ready, undef, undef, 1) < 1;
		if (vec($ready, fileno $notify, 1)) {
			recv($notify, my $said, 100, 0);
			print "ready $program\n" if $said =~ /^READY=1$/m;
		}
		$runs = 0 if vec($ready, fileno $life, 1) && !sysread($life, my $end, 1);
	}
	waitpid $program, 0;
	print "ended $program $?\n";
}
unlink $path, "$path.notify";
