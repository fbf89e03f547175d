package dev.durable.engine.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.EnqueueOptions;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.engine.config.EngineSettings;
import dev.durable.engine.journal.Message;
import dev.durable.engine.observe.EngineHealth.Report;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What health shows, in good days and in bad. */
class HealthTest {

    private final World world = new World();
    private final Scripted task = new Scripted();
    private final TestTask<String, String> registered = TestTask.scripted("task", task);
    private final ManualEngine engine = world.engine(registered);

    @AfterEach
    void end() {
        world.close();
    }

    private Report readiness() {
        return engine.health().readiness();
    }

    private Report liveness() {
        return engine.health().liveness();
    }

    @Test
    void aServerIsReadyOnceTheDatabaseHasAnswered() {
        assertThat(readiness().up()).isFalse();
        assertThat(readiness().data()).containsEntry("error", "The database has not been asked yet");
        world.settle();
        assertThat(readiness().up()).isTrue();
        assertThat(liveness().up()).isTrue();
    }

    @Test
    void anOutageMakesItUnreadyButNotDeadAndItRecoversByItself() {
        world.settle();
        engine.store().out();
        world.pass(Duration.ofSeconds(3));
        assertThat(readiness().up()).isFalse();
        assertThat(readiness().data()).containsEntry("error", "The database could not be asked");
        world.pass(Duration.ofMinutes(10));
        assertThat(liveness().up()).as("%s", liveness().data()).isTrue();
        assertThat((Long) liveness().data().get("failingLoops")).isPositive();
        engine.store().back();
        world.pass(Duration.ofSeconds(3));
        assertThat(readiness().up()).isTrue();
        assertThat(liveness().data()).containsEntry("failingLoops", 0L);
    }

    @Test
    void aDatabaseThatHangsMakesItUnready() {
        world.settle();
        world.time.advance(Duration.ofSeconds(7));
        assertThat(readiness().up()).isFalse();
        assertThat(readiness().data()).containsEntry("error", "The database does not answer");
    }

    @Test
    void aLoopThatTurnsNoMoreIsDeadWhateverTheDatabaseSays() {
        world.settle();
        engine.scheduler().lose();
        world.time.advance(Duration.ofMinutes(5));
        assertThat(liveness().up()).isFalse();
        assertThat(liveness().data().get("error")).asString().contains("claim", "lease guard", "timeouts");
    }

    @Test
    void nothingLooksDeadInALongQuietTime() {
        for (int minute = 0; minute < 30; minute++) {
            world.pass(Duration.ofMinutes(1));
            assertThat(liveness().up()).as("%s", liveness().data()).isTrue();
            assertThat(readiness().up()).isTrue();
        }
    }

    private void assertEverythingWorks() {
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "y");
        world.pass(Duration.ofSeconds(2));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.COMPLETED);
        assertThat(liveness().up()).as("%s", liveness().data()).isTrue();
        assertThat(readiness().up()).isTrue();
    }

    @Test
    void figuresShowWhatRunsAndWhatWaits() {
        task.then((context, input) -> {
            world.pass(Duration.ofSeconds(4));
            return input;
        });
        ManualEngine slow = world.engine(World.settings(1, 0), TestTask.scripted("task", task));
        world.kill(engine);
        slow.client().enqueueAll(Scripted.class, Collections.nCopies(3, "x"), EnqueueOptions.none());
        Report[] during = new Report[1];
        task.then((context, input) -> {
            world.pass(Duration.ofSeconds(4));
            during[0] = slow.health().readiness();
            return input;
        });
        world.settle();
        assertThat(during[0].data())
                .containsEntry("running", 1L)
                .containsEntry("ready", 1L)
                .containsEntry("oldestReadyAge", "PT8S")
                .containsEntry("heldHere", 1L)
                .containsEntry("lostSlots", 0L)
                .containsEntry("outcomesToWrite", 0L);
    }

    @Test
    void aServerThatRunsNothingCanBeReadyAndAlive() {
        ManualEngine idle = world.engine(disabled(), registered);
        world.settle();
        assertThat(idle.health().readiness().up()).isTrue();
        assertThat(idle.health().liveness().up()).isTrue();
        assertThat(world.journal.count(Message.NOT_ENABLED)).isEqualTo(1);
        world.kill(engine);
        TaskHandle<String> handle = idle.client().enqueue(Scripted.class, "x");
        world.pass(Duration.ofMinutes(1));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        idle.stop();
    }

    private static EngineSettings disabled() {
        var on = World.settings();
        return new EngineSettings(false, on.executorName(), on.resources(), on.capacity(), on.timing(), on.limits());
    }
}
