package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IterationTest {

    @Test
    void theLastIterationHasTheOutputAndHandsNothingOn() {
        Iteration<String, Integer> last = Iteration.done(3);

        assertThat(last.isDone()).isTrue();
        assertThat(last.output()).isEqualTo(3);
        assertThat(last.state()).isNull();
        assertThat(last.delay()).isNull();
    }

    @Test
    void aLoopMayBeDoneWithNothing() {
        assertThat(Iteration.done(null).isDone()).isTrue();
        assertThat(Iteration.done(null).output()).isNull();
    }

    @Test
    void whatIsNotDoneHandsItsStateOnAfterTheTasksDelay() {
        Iteration<String, Integer> again = Iteration.again("page 2");

        assertThat(again.isDone()).isFalse();
        assertThat(again.state()).isEqualTo("page 2");
        assertThat(again.output()).isNull();
        assertThat(again.delay()).isNull();
    }

    @Test
    void anIterationMaySayWhenTheNextIsDue() {
        Iteration<String, Integer> again = Iteration.again("page 2", Duration.ofMinutes(1));

        assertThat(again.isDone()).isFalse();
        assertThat(again.state()).isEqualTo("page 2");
        assertThat(again.delay()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aDelayThatIsGivenIsADelay() {
        assertThatThrownBy(() -> Iteration.again("page 2", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("delay");
    }
}
