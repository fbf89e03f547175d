package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EnqueueOptionsTest {

    private static final EnqueueOptions ALL = new EnqueueOptions(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            3,
            Duration.ofSeconds(4),
            5.0,
            Duration.ofSeconds(6),
            0.7,
            Duration.ofSeconds(8));

    @Test
    void noneSetsNothing() {
        assertThat(EnqueueOptions.none()).isEqualTo(new EnqueueOptions(null, null, null, null, null, null, null, null));
    }

    @Test
    void eachOptionLandsInItsPlace() {
        assertThat(EnqueueOptions.none()
                        .withDelay(Duration.ofSeconds(1))
                        .withTimeout(Duration.ofSeconds(2))
                        .withMaxRetries(3)
                        .withRetryDelay(Duration.ofSeconds(4))
                        .withRetryMultiplier(5)
                        .withMaxRetryDelay(Duration.ofSeconds(6))
                        .withRetryJitter(0.7)
                        .withDeadline(Duration.ofSeconds(8)))
                .isEqualTo(ALL);
    }

    @Test
    void settingOneOptionKeepsTheOthers() {
        assertThat(ALL.withDelay(Duration.ZERO).withDelay(Duration.ofSeconds(1)))
                .isEqualTo(ALL);
        assertThat(ALL.withTimeout(Duration.ZERO).withTimeout(Duration.ofSeconds(2)))
                .isEqualTo(ALL);
        assertThat(ALL.withMaxRetries(0).withMaxRetries(3)).isEqualTo(ALL);
        assertThat(ALL.withRetryDelay(Duration.ZERO).withRetryDelay(Duration.ofSeconds(4)))
                .isEqualTo(ALL);
        assertThat(ALL.withRetryMultiplier(1).withRetryMultiplier(5)).isEqualTo(ALL);
        assertThat(ALL.withMaxRetryDelay(Duration.ZERO).withMaxRetryDelay(Duration.ofSeconds(6)))
                .isEqualTo(ALL);
        assertThat(ALL.withRetryJitter(0).withRetryJitter(0.7)).isEqualTo(ALL);
        assertThat(ALL.withDeadline(Duration.ZERO).withDeadline(Duration.ofSeconds(8)))
                .isEqualTo(ALL);
    }

    @Test
    void settingAnOptionLeavesTheOldOnesAsTheyWere() {
        EnqueueOptions none = EnqueueOptions.none();

        none.withMaxRetries(3);

        assertThat(none.maxRetries()).isNull();
    }
}
