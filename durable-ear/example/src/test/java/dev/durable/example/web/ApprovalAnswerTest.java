package dev.durable.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.example.intake.Decision;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ApprovalAnswerTest {

    @Test
    void theAnswerSaysWhatCountsAndWhoDecidedIt() {
        UUID id = UUID.randomUUID();

        assertThat(ApprovalAnswer.of(id, new Decision(true, "Ann")))
                .isEqualTo(new ApprovalAnswer(id, "APPROVED", "Ann"));
        assertThat(ApprovalAnswer.of(id, new Decision(false, "Bob")))
                .isEqualTo(new ApprovalAnswer(id, "REJECTED", "Bob"));
    }
}
