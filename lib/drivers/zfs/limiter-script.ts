/** File descriptor on which the limiter is told its rate, one number a line; 0 = none. */
export const RATE_FD = 4

/**
 * Passes stdin to stdout within so many bytes per second and says once a second how many it has
 * passed. The appliance's own perl: it is essential on Debian, `pv -L` and its like are not there.
 * Only what perl-base brings: it has no Time::HiRes, and the ticks of times() are fine enough.
 */
export const LIMITER = `
use strict;
use POSIX ();
my ($rate, $tokens, $moved) = (shift, 0, 0);
my $ticks = POSIX::sysconf(POSIX::_SC_CLK_TCK());
sub now { (POSIX::times())[0] / $ticks }
my $at = now();
my $told = $at;
open(my $orders, '<&=', ${RATE_FD}) or die "limiter: $!\\n";
sub obey {
  my $ready = '';
  vec($ready, ${RATE_FD}, 1) = 1;
  return unless select($ready, undef, undef, $_[0]) > 0;
  my $text = '';
  $rate = $1 if sysread($orders, $text, 65536) && $text =~ /(\\d+)\\n\\z/;
}
sub told { syswrite(STDERR, "zfx-wire\\t$moved\\n"); $told = now() }
for (;;) {
  obey(0);
  my $want = 65536;
  my $now = now();
  if ($rate > 0) {
    my $most = $rate > 4 ? $rate / 4 : 1;
    my $piece = $rate > 20 ? int($rate / 20) : 1;
    $piece = $want if $piece > $want;
    $tokens += ($now - $at) * $rate;
    $tokens = $most if $tokens > $most;
    $at = $now;
    if ($tokens < $piece) {
      my $pause = ($piece - $tokens) / $rate;
      obey($pause > 1 ? 1 : $pause);
      next;
    }
    $want = int($tokens) if $tokens < $want;
  } else {
    ($at, $tokens) = ($now, 0);
  }
  my $got = sysread(STDIN, my $data, $want);
  next if !defined $got && $! == POSIX::EINTR();
  die "limiter: $!\\n" unless defined $got;
  last if $got == 0;
  $tokens -= $got;
  for (my $put = 0; $put < $got; ) {
    my $more = syswrite(STDOUT, $data, $got - $put, $put);
    next if !defined $more && $! == POSIX::EINTR();
    die "limiter: $!\\n" unless defined $more;
    $put += $more;
  }
  $moved += $got;
  told() if $now - $told >= 1;
}
told();
`
