package dev.durable.example.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.example.archive.ArchiveLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntakeLimitsTest {

    private final IntakeLimits limits = new IntakeLimits();

    @BeforeEach
    void configure() {
        limits.maxUploadSize = 1;
        limits.maxDocuments = 2;
        limits.maxDocumentSize = 3;
        limits.maxTotalSize = 1 << 30;
        limits.parallelUploads = 5;
        limits.approvalAbove = 6;
    }

    @Test
    void allowedLimitsStartTheApplication() {
        assertThatCode(() -> limits.check(this)).doesNotThrowAnyException();
        assertThat(limits.archive()).isEqualTo(new ArchiveLimits(2, 3, 1 << 30));
    }

    @Test
    void aServerThatCouldTakeNoUploadDoesNotStart() {
        limits.parallelUploads = 0;
        assertThatThrownBy(() -> limits.check(this))
                .hasMessage("intake.parallel-uploads is 0; it may be 1 to 1073741824");
    }

    @Test
    void aLimitOfZeroAsksForApprovalOfEveryIntake() {
        limits.approvalAbove = 0;
        assertThatCode(() -> limits.check(this)).doesNotThrowAnyException();
        assertThat(limits.isLarge(1)).isTrue();
    }

    @Test
    void fewerThanNoDocumentsCannotBeTheLimit() {
        limits.approvalAbove = -1;
        assertThatThrownBy(() -> limits.check(this))
                .hasMessage("intake.approval-above is -1; it may be 0 to 1073741824");
    }

    @Test
    void anIntakeIsLargeAboveTheLimitAndNotAtIt() {
        assertThat(limits.isLarge(6)).isFalse();
        assertThat(limits.isLarge(7)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, (1 << 30) + 1, Integer.MAX_VALUE})
    void aValueOutOfRangeStopsTheApplicationAndIsNamed(int value) {
        limits.maxDocumentSize = value;
        assertThatThrownBy(() -> limits.check(this))
                .hasMessage("intake.max-document-size is " + value + "; it may be 1 to 1073741824");
    }
}
