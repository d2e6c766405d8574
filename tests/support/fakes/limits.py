"""A service's rate and its quota of the day."""
import collections
import datetime
import time
import zoneinfo


class Rate:
    """At most `per_second` requests: a bucket of `burst` tokens (as many), or with `strict` no more
    than `per_second` in any one second."""

    def __init__(self, per_second, burst=None, strict=False, retry_after_s=None, shape=None):
        if per_second <= 0:
            raise ValueError("rate: per_second must be above 0")
        self.per_second = per_second
        self.burst = burst or max(per_second, 1)
        self.strict = strict
        self.rule = {}  # how the refusal looks
        if shape:
            self.rule["shape"] = shape
        self.retry_after_s = retry_after_s
        self.tokens = float(self.burst)
        self.at_ns = 0
        self.taken_ns = collections.deque()

    def left(self):
        return self.per_second - len(self.taken_ns) if self.strict else self.tokens

    def take(self, now_ns):
        """0 when there is room, else the seconds until there is."""
        now_ns = max(now_ns, self.at_ns)
        if self.strict:
            self.at_ns = now_ns
            while self.taken_ns and self.taken_ns[0] <= now_ns - 10 ** 9:
                self.taken_ns.popleft()
            if len(self.taken_ns) < self.per_second:
                self.taken_ns.append(now_ns)
                return 0
            return max((self.taken_ns[0] + 10 ** 9 - now_ns) / 1e9, 0.001)
        self.at_ns = self.at_ns or now_ns
        self.tokens = min(self.burst, self.tokens + (now_ns - self.at_ns) / 1e9 * self.per_second)
        self.at_ns = now_ns
        if self.tokens >= 1:
            self.tokens -= 1
            return 0
        return (1 - self.tokens) / self.per_second


class Quota:
    """`per_day` units a day of `zone`; `spent` of today's are gone before the first request, as
    when somebody else uses the key too. What is refused counts as well."""

    def __init__(self, per_day, spent=0, zone="UTC", shape=None, clock=time.time):
        self.per_day = per_day
        self.zone = zoneinfo.ZoneInfo(zone) if zone != "UTC" else datetime.timezone.utc
        self.rule = {"shape": shape} if shape else {}
        self.clock = clock
        self.days = {self.today(): spent}
        self.over = 0  # requests that came when nothing was left

    def today(self):
        return datetime.datetime.fromtimestamp(self.clock(), self.zone).date()

    def used(self):
        return self.days.get(self.today(), 0)

    def take(self, units):
        """Does the day's budget have room? Counts it in any case."""
        day = self.today()
        used = self.days[day] = self.days.get(day, 0) + units
        if used > self.per_day:
            self.over += 1
        return used <= self.per_day
