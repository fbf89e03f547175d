package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {

    @Test
    void stepsKeepTheirOrder() {
        Steps<String, String> steps = Steps.first(Read.class).then(Count.class).then(Print.class);

        assertThat(steps.list()).containsExactly(Read.class, Count.class, Print.class);
    }

    @Test
    void aTaskMayBeSeveralSteps() {
        assertThat(Steps.first(Read.class).then(Read.class).list()).containsExactly(Read.class, Read.class);
    }

    @Test
    void goingOnLeavesTheOldStepsAsTheyWere() {
        Steps<String, String> one = Steps.first(Read.class);

        one.then(Count.class);

        assertThat(one.list()).containsExactly(Read.class);
    }

    @Test
    void theListCannotBeChangedFromOutside() {
        List<?> list = Steps.first(Read.class).then(Count.class).list();

        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    private interface Read extends DurableTask<String, String> {}

    private interface Count extends DurableTask<String, Integer> {}

    private interface Print extends DurableTask<Integer, String> {}
}
