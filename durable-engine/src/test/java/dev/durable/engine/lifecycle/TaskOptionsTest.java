package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.durable.EnqueueOptions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskOptionsTest {

    private static final EnqueueOptions NONE = EnqueueOptions.none();
    private static final Duration NANO = Duration.ofNanos(1);
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    static Stream<EnqueueOptions> atTheEdge() {
        return Stream.of(
                NONE.withDelay(Duration.ZERO),
                NONE.withDelay(YEAR),
                NONE.withTimeout(Duration.ofMillis(1)),
                NONE.withTimeout(YEAR),
                NONE.withMaxRetries(0),
                NONE.withMaxRetries(1000),
                NONE.withRetryDelay(Duration.ZERO),
                NONE.withRetryDelay(DAY).withMaxRetryDelay(DAY),
                NONE.withRetryMultiplier(1),
                NONE.withRetryMultiplier(10),
                NONE.withRetryJitter(0),
                NONE.withRetryJitter(1));
    }

    @ParameterizedTest
    @MethodSource("atTheEdge")
    void theEdgesOfEachRangeAreAllowed(EnqueueOptions given) {
        assertThat(Rows.RETRIES.with(given).problems()).isEmpty();
    }

    static Stream<Arguments> beyondTheEdge() {
        return Stream.of(
                arguments("delay", NONE.withDelay(NANO.negated())),
                arguments("delay", NONE.withDelay(YEAR.plus(NANO))),
                arguments("delay", NONE.withDelay(FOREVER)),
                arguments("timeout", NONE.withTimeout(Duration.ZERO)),
                arguments("timeout", NONE.withTimeout(Duration.ofMillis(1).minus(NANO))),
                arguments("timeout", NONE.withTimeout(Duration.ofSeconds(-1))),
                arguments("timeout", NONE.withTimeout(YEAR.plus(NANO))),
                arguments("timeout", NONE.withTimeout(FOREVER)),
                arguments("timeout", NONE.withTimeout(Duration.ofSeconds(Long.MIN_VALUE))),
                arguments("maxRetries", NONE.withMaxRetries(-1)),
                arguments("maxRetries", NONE.withMaxRetries(1001)),
                arguments("retryDelay", NONE.withRetryDelay(NANO.negated())),
                arguments("retryMultiplier", NONE.withRetryMultiplier(Math.nextDown(1.0))),
                arguments("retryMultiplier", NONE.withRetryMultiplier(Math.nextUp(10.0))),
                arguments("retryMultiplier", NONE.withRetryMultiplier(Double.NaN)),
                arguments("maxRetryDelay", NONE.withMaxRetryDelay(Duration.ofMillis(999))),
                arguments("maxRetryDelay", NONE.withMaxRetryDelay(DAY.plus(NANO))),
                arguments("maxRetryDelay", NONE.withMaxRetryDelay(FOREVER)),
                arguments("retryJitter", NONE.withRetryJitter(-Double.MIN_VALUE)),
                arguments("retryJitter", NONE.withRetryJitter(Math.nextUp(1.0))),
                arguments("retryJitter", NONE.withRetryJitter(Double.NaN)));
    }

    @ParameterizedTest
    @MethodSource("beyondTheEdge")
    void whatIsBeyondTheEdgeIsNamedWithWhatIsAllowed(String option, EnqueueOptions given) {
        assertThat(Rows.RETRIES.with(given).problems())
                .singleElement()
                .asString()
                .startsWith(option + " is ")
                .contains(", allowed are ");
    }

    @Test
    void everyProblemIsListed() {
        EnqueueOptions given =
                new EnqueueOptions(NANO.negated(), Duration.ZERO, -1, DAY.plus(NANO), 0.5, Duration.ZERO, 2.0, null);
        assertThat(Rows.RETRIES.with(given).problems())
                .containsExactly(
                        "delay is PT-0.000000001S, allowed are PT0S to PT8760H",
                        "timeout is PT0S, allowed are PT0.001S to PT8760H",
                        "maxRetries is -1, allowed are 0 to 1000",
                        "retryDelay is PT24H0.000000001S, allowed are PT0S to PT24H",
                        "retryMultiplier is 0.5, allowed are 1 to 10",
                        "maxRetryDelay is PT0S, allowed are retryDelay (PT24H0.000000001S) to PT24H",
                        "retryJitter is 2.0, allowed are 0 to 1");
    }

    @Test
    void whatIsNotGivenIsAsTheTaskSays() {
        assertThat(Rows.RETRIES.with(NONE)).isEqualTo(Rows.RETRIES);
        assertThat(Rows.RETRIES.with(new EnqueueOptions(NANO, DAY, 9, NANO, 3.0, DAY, 0.5, null)))
                .isEqualTo(new TaskOptions(NANO, DAY, 9, NANO, 3.0, DAY, 0.5));
    }
}
