package dev.durable.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A turn that had begun when it was taken back. */
class LoopTicketTest {

    /** Takes nothing back: as a scheduler whose threads have begun all that was planned. */
    private static final class Begun implements Scheduler {

        final List<Runnable> begun = new ArrayList<>();

        @Override
        public Runnable schedule(Runnable turn, Duration delay) {
            begun.add(turn);
            return () -> {};
        }
    }

    @Test
    void turnsOnceForAllThatWasPlannedAndTakenBack() {
        Begun scheduler = new Begun();
        AtomicInteger turns = new AtomicInteger();
        Loop loop = new Loop(
                "test",
                Duration.ofSeconds(1),
                () -> {
                    turns.incrementAndGet();
                    return Duration.ofSeconds(1);
                },
                scheduler,
                () -> 0);
        loop.start();
        scheduler.begun.remove(0).run();
        loop.signal(); // while the timer's turn has begun, and not yet got hold of the loop
        List<Runnable> both = List.copyOf(scheduler.begun);
        scheduler.begun.clear();

        both.forEach(Runnable::run);

        assertThat(turns).hasValue(2);
        assertThat(scheduler.begun).as("planned next").hasSize(1);
    }
}
