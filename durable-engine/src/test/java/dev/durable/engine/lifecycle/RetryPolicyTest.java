package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private static final double ALMOST_ONE = Math.nextDown(1.0);

    private static TaskOptions options(Duration first, double multiplier, Duration longest, double jitter) {
        return new TaskOptions(Duration.ZERO, Duration.ofMinutes(1), 1000, first, multiplier, longest, jitter);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.1, 1.5, 3.7})
    void delaysAreWholeMillisecondsThatGrowUpToTheLongest(double multiplier) {
        Duration longest = Duration.ofMinutes(5);
        TaskOptions options = options(Duration.ofMillis(100), multiplier, longest, 0);
        Duration before = Duration.ZERO;
        for (int attempt = 1; attempt <= 20; attempt++) {
            Duration delay = RetryPolicy.delayAfter(options, attempt, 0.5);
            double exact = Math.min(longest.toMillis(), 100 * Math.pow(multiplier, attempt - 1));
            assertThat(delay.toNanos() % 1_000_000).isZero();
            assertThat(delay).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(longest);
            assertThat((double) delay.toMillis()).isBetween(exact - 0.5, exact + 0.5);
            before = delay;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, PT1S", "2, PT2S", "3, PT4S", "4, PT8S", "5, PT10S", "6, PT10S", "1000, PT10S"})
    void eachDelayIsAMultipleOfTheOneBefore(int attempt, Duration expected) {
        TaskOptions options = options(Duration.ofSeconds(1), 2, Duration.ofSeconds(10), 0);
        assertThat(RetryPolicy.delayAfter(options, attempt, 0.9)).isEqualTo(expected);
    }

    @Test
    void chanceMovesADelayByItsShareAtMost() {
        TaskOptions options = options(Duration.ofSeconds(10), 2, Duration.ofMinutes(5), 0.2);
        assertThat(RetryPolicy.delayAfter(options, 1, 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(RetryPolicy.delayAfter(options, 1, 0.5)).isEqualTo(Duration.ofSeconds(10));
        assertThat(RetryPolicy.delayAfter(options, 1, ALMOST_ONE)).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void chanceMakesNoDelayNegativeOrLongerThanTheLongest() {
        TaskOptions options = options(Duration.ofSeconds(1), 10, Duration.ofSeconds(60), 1);
        for (int attempt = 1; attempt <= 20; attempt++) {
            assertThat(RetryPolicy.delayAfter(options, attempt, 0)).isZero();
            assertThat(RetryPolicy.delayAfter(options, attempt, ALMOST_ONE))
                    .isPositive()
                    .isLessThanOrEqualTo(Duration.ofSeconds(60));
        }
    }

    @Test
    void noDelayOverflowsHoweverManyAttempts() {
        Duration day = Duration.ofHours(24);
        TaskOptions longest = options(day, 10, day, 1);
        TaskOptions none = options(Duration.ZERO, 10, day, 1);
        for (int attempt = 1; attempt <= 1000; attempt++) {
            assertThat(RetryPolicy.delayAfter(longest, attempt, 0.5)).isEqualTo(day);
            assertThat(RetryPolicy.delayAfter(none, attempt, 0.5)).isZero();
        }
    }
}
