package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WakeUpTest {

    @Test
    void anExecutionCompletesWithAnOutput() {
        WakeUp<String> wakeUp = WakeUp.completed("paid");

        assertThat(wakeUp.isCompleted()).isTrue();
        assertThat(wakeUp.output()).isEqualTo("paid");
        assertThat(wakeUp.failure()).isNull();
        assertThat(wakeUp.isKeptForNext()).isFalse();
    }

    @Test
    void anExecutionMayCompleteWithNothing() {
        assertThat(WakeUp.completed(null).isCompleted()).isTrue();
        assertThat(WakeUp.completed(null).output()).isNull();
    }

    @Test
    void anExecutionFailsForAReason() {
        WakeUp<String> wakeUp = WakeUp.failed("declined");

        assertThat(wakeUp.isCompleted()).isFalse();
        assertThat(wakeUp.failure()).isEqualTo("declined");
        assertThat(wakeUp.output()).isNull();
        assertThat(wakeUp.isKeptForNext()).isFalse();
    }

    @Test
    void whatIsKeptForTheNextIsOtherwiseTheSame() {
        WakeUp<String> paid = WakeUp.completed("paid");
        WakeUp<String> declined = WakeUp.<String>failed("declined").keepForNext();

        assertThat(paid.keepForNext().isKeptForNext()).isTrue();
        assertThat(paid.keepForNext().isCompleted()).isTrue();
        assertThat(paid.keepForNext().output()).isEqualTo("paid");
        assertThat(declined.isKeptForNext()).isTrue();
        assertThat(declined.isCompleted()).isFalse();
        assertThat(declined.failure()).isEqualTo("declined");
        assertThat(paid.isKeptForNext()).isFalse();
    }
}
