package dev.perk.api.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: {@code github.com/robfig/cron} TestNext, TestErrors. */
class CronScheduleTest {

    private static CronSchedule schedule(String text) {
        return CronSchedule.parse(text).optional().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "2012-07-09T14:45:00Z, 0/15 * * * *, 2012-07-09T15:00:00Z",
        "2012-07-09T14:59:59Z, 0/15 * * * *, 2012-07-09T15:00:00Z",
        "2012-07-09T15:45:00Z, 20-35/15 * * * *, 2012-07-09T16:20:00Z",
        "2012-07-09T23:46:00Z, */15 * * * *, 2012-07-10T00:00:00Z",
        "2012-07-09T23:35:51Z, 20-35/15 1/2 * * *, 2012-07-10T01:20:00Z",
        "2012-07-09T00:00:00Z, 0 0 9 apr-oct *, 2012-08-09T00:00:00Z",
        "2012-12-31T23:59:45Z, '* * * * *', 2013-01-01T00:00:00Z",
        "2012-07-09T23:35:00Z, 0 0 29 2 *, 2016-02-29T00:00:00Z",
        "2012-07-09T14:45:00Z, @hourly, 2012-07-09T15:00:00Z",
        "2012-07-09T14:45:10Z, @every 90s, 2012-07-09T14:46:40Z",
    })
    void saysWhenTheNextTimeIs(String after, String schedule, String next) {
        assertThat(schedule(schedule).next(Instant.parse(after), ZoneOffset.UTC))
                .contains(Instant.parse(next));
    }

    @Test
    void eitherWayToNameADayWillDoIfBothAreUsed() {
        // The 1st of August 2012 is a Wednesday; the Sunday before is the 29th of July.
        assertThat(
                        schedule("0 0 1 * sun")
                                .next(Instant.parse("2012-07-23T00:00:00Z"), ZoneOffset.UTC))
                .contains(Instant.parse("2012-07-29T00:00:00Z"));
        assertThat(
                        schedule("0 0 1 * sun")
                                .next(Instant.parse("2012-07-29T00:00:00Z"), ZoneOffset.UTC))
                .contains(Instant.parse("2012-08-01T00:00:00Z"));
    }

    @Test
    void aTimeZoneMovesTheDay() {
        assertThat(
                        schedule("0 3 * * *")
                                .next(
                                        Instant.parse("2012-07-09T00:30:00Z"),
                                        ZoneId.of("Europe/Berlin")))
                .contains(Instant.parse("2012-07-09T01:00:00Z"));
    }

    @Test
    void someTimesNeverCome() {
        assertThat(
                        schedule("0 0 31 2 *")
                                .next(Instant.parse("2012-07-09T00:00:00Z"), ZoneOffset.UTC))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "61 * * * * | end of range (61) above maximum (59): 61",
                "* * * | expected exactly 5 fields, found 3: [* * *]",
                "@unknown | unrecognized descriptor: @unknown",
                "*/0 * * * * | step of range should be a positive number: */0",
                "5-1 * * * * | beginning of range (5) beyond end of range (1): 5-1",
            })
    void saysWhatIsWrong(String schedule, String why) {
        assertThat(CronSchedule.parse(schedule)).isEqualTo(Parsed.bad(why));
    }
}
