package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptOptionsTest {

    private static final AttemptOptions ALL = new AttemptOptions(Duration.ofSeconds(1), false, Duration.ofSeconds(2));

    @Test
    void noneSetsNothing() {
        assertThat(AttemptOptions.none()).isEqualTo(new AttemptOptions(null, null, null));
    }

    @Test
    void eachOptionLandsInItsPlace() {
        assertThat(AttemptOptions.none()
                        .withTimeout(Duration.ofSeconds(1))
                        .withoutRetry()
                        .withRetryDelay(Duration.ofSeconds(2)))
                .isEqualTo(ALL);
    }

    @Test
    void settingOneOptionKeepsTheOthers() {
        assertThat(ALL.withTimeout(Duration.ZERO).withTimeout(Duration.ofSeconds(1)))
                .isEqualTo(ALL);
        assertThat(ALL.withoutRetry()).isEqualTo(ALL);
        assertThat(ALL.withRetryDelay(Duration.ZERO).withRetryDelay(Duration.ofSeconds(2)))
                .isEqualTo(ALL);
    }
}
