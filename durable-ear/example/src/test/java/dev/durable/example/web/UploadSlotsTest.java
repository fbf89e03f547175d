package dev.durable.example.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UploadSlotsTest {

    @Test
    void noMoreUploadsAreReceivedAtOnceThanThereAreSlots() {
        UploadSlots slots = new UploadSlots(2);
        assertThat(slots.take()).isTrue();
        assertThat(slots.take()).isTrue();
        assertThat(slots.take()).isFalse();

        slots.returnSettled();

        assertThat(slots.take()).isTrue();
        assertThat(slots.take()).isFalse();
    }
}
