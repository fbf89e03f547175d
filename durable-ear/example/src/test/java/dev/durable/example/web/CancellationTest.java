package dev.durable.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.CancelAnswer;
import dev.durable.TaskStatus;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CancellationTest {

    private static final UUID ID = UUID.randomUUID();

    @Test
    void aSecondCancellationSaysHowTheFirstEnded() {
        assertThat(Cancellation.of(ID, new CancelAnswer.Cancelled()))
                .isEqualTo(new Cancellation(ID, "CANCELLED", TaskStatus.CANCELLED));
        assertThat(Cancellation.of(ID, new CancelAnswer.AlreadyFinished(TaskStatus.CANCELLED)))
                .isEqualTo(new Cancellation(ID, "ALREADY_FINISHED", TaskStatus.CANCELLED));
    }

    @Test
    void whatHasCompletedStaysCompleted() {
        assertThat(Cancellation.of(ID, new CancelAnswer.AlreadyFinished(TaskStatus.COMPLETED))
                        .status())
                .isEqualTo(TaskStatus.COMPLETED);
    }
}
