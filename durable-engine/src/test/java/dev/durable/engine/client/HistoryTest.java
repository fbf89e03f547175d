package dev.durable.engine.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.ExecutionNotFoundException;
import dev.durable.ParentTask;
import dev.durable.TaskAttempt;
import dev.durable.TaskAttempt.Outcome;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be seen of attempts afterwards. */
class HistoryTest {

    private final World world = new World();
    private final Scripted task = new Scripted();

    @AfterEach
    void end() {
        world.close();
    }

    /** Has one child that takes its time. */
    static final class Parent implements ParentTask<String, Integer, String> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            return Children.of(1)
                    .and(Scripted.class, text, EnqueueOptions.none().withDelay(Duration.ofHours(1)));
        }
    }

    private ManualEngine engine() {
        return world.engine(
                TestTask.scripted("task", task),
                TestTask.parent(
                        "parent",
                        new Parent(),
                        String.class,
                        Integer.class,
                        String.class,
                        ChildFailurePolicy.FAIL_FAST));
    }

    /** A server that watches over the others. */
    private ManualEngine judge() {
        ManualEngine judge = engine();
        world.pass(World.LEASE);
        return judge;
    }

    private static List<String> shown(List<TaskAttempt> attempts) {
        return attempts.stream()
                .map(attempt -> attempt.number() + " " + attempt.outcome()
                        + attempt.error().map(error -> " " + error.message()).orElse(""))
                .toList();
    }

    @Test
    void whatSucceedsAtOnceKeepsNoRowOfItsOwnForThat() {
        TaskHandle<String> handle = engine().client().enqueue(Scripted.class, "x");
        assertThat(handle.attempts()).isEmpty();
        world.settle();
        assertThat(shown(handle.attempts())).containsExactly("1 RETURNED");
        assertThat(world.rows.views().attempts(handle.executionId())).isEmpty();
    }

    @Test
    void eachAttemptIsShownWithItsTimesItsExecutorAndItsError() {
        task.then((context, input) -> {
                    throw new IllegalStateException("first");
                })
                .then((context, input) -> {
                    world.passWithoutBodies(Duration.ofMinutes(2));
                    return "late";
                });
        TaskHandle<String> handle = engine().client()
                .enqueue(Scripted.class, "x", EnqueueOptions.none().withMaxRetries(3));
        world.pass(Duration.ofMinutes(5));
        List<TaskAttempt> attempts = handle.attempts();
        assertThat(shown(attempts))
                .containsExactly(
                        "1 FAILED first", "2 TIMED_OUT The attempt took longer than its timeout of PT1M", "3 RETURNED");
        assertThat(attempts).allSatisfy(attempt -> {
            assertThat(attempt.executor()).contains("test");
            assertThat(attempt.iteration()).isEqualTo(1);
        });
        assertThat(Duration.between(
                        attempts.get(1).started(), attempts.get(1).ended().orElseThrow()))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(attempts.get(2).ended()).isEqualTo(handle.execution().times().finished());
    }

    @Test
    void whileItRunsItIsShownAsRunningAndWhileItWaitsOnlyTheEarlierOnesAre() {
        List<List<String>> seen = new ArrayList<>();
        ManualEngine engine = engine();
        task.always((context, input) -> {
            seen.add(shown(engine.client().attempts(context.executionId())));
            throw new IllegalStateException("no " + context.attempt());
        });
        TaskHandle<String> handle = engine.client()
                .enqueue(Scripted.class, "x", EnqueueOptions.none().withMaxRetries(1));
        world.settle();
        seen.add(shown(handle.attempts()));
        world.pass(Duration.ofSeconds(2));
        seen.add(shown(handle.attempts()));
        assertThat(seen)
                .containsExactly(
                        List.of("1 RUNNING"),
                        List.of("1 FAILED no 1"),
                        List.of("1 FAILED no 1", "2 RUNNING"),
                        List.of("1 FAILED no 1", "2 FAILED no 2"));
    }

    @Test
    void aCrashIsShownAndTheAttemptThatRepeatsItHasItsNumber() {
        judge();
        ManualEngine dying = engine();
        task.then((context, input) -> {
            world.kill(dying);
            return "never seen";
        });
        TaskHandle<String> handle = dying.client().enqueue(Scripted.class, "x");
        dying.runDue();
        world.pass(Duration.ofSeconds(30));
        assertThat(shown(engine().client().attempts(handle.executionId()))).containsExactly("1 CRASHED", "1 RETURNED");
    }

    @Test
    void oneCrashTooManyIsTheLastThatIsShown() {
        ManualEngine judge = world.engine();
        world.pass(World.LEASE);
        List<ManualEngine> dying = new ArrayList<>();
        task.always((context, input) -> {
            world.kill(dying.remove(0));
            return "never seen";
        });
        ManualEngine first = engine();
        dying.add(first);
        TaskHandle<String> handle = first.client().enqueue(Scripted.class, "x");
        first.runDue();
        for (int i = 0; i < 3; i++) {
            world.pass(Duration.ofSeconds(20));
            ManualEngine next = engine();
            dying.add(next);
            next.runDue();
        }
        world.pass(Duration.ofSeconds(20));
        assertThat(world.status(handle)).isEqualTo(TaskStatus.FAILED);
        assertThat(judge.client().attempts(handle.executionId()))
                .extracting(TaskAttempt::outcome)
                .containsExactly(Outcome.CRASHED, Outcome.CRASHED, Outcome.CRASHED, Outcome.CRASHED);
    }

    @Test
    void whatAServerGaveBackWhenItStoppedIsNoAttempt() {
        ManualEngine stopping = engine();
        TaskHandle<String> handle = stopping.client().enqueue(Scripted.class, "x");
        stopping.runLoops();
        assertThat(shown(handle.attempts())).containsExactly("1 RUNNING");
        stopping.stop();
        world.kill(stopping);
        assertThat(world.status(handle)).isEqualTo(TaskStatus.READY);
        ManualEngine next = engine();
        assertThat(next.client().attempts(handle.executionId())).isEmpty();
        world.pass(Duration.ofSeconds(5));
        assertThat(shown(next.client().attempts(handle.executionId()))).containsExactly("1 RETURNED");
    }

    @Test
    void theAttemptOfAParentHasReturnedWhateverBecomesOfItsChildren() {
        TaskHandle<String> handle = engine().client().enqueue(Parent.class, "x");
        world.settle();
        assertThat(shown(handle.attempts())).containsExactly("1 RETURNED");
        handle.cancel();
        world.settle();
        assertThat(shown(handle.attempts())).containsExactly("1 RETURNED");
    }

    @Test
    void whatIsCancelledShowsThatItsAttemptWas() {
        ManualEngine engine = engine();
        task.then((context, input) -> {
            engine.client().cancel(context.executionId());
            return "late";
        });
        TaskHandle<String> handle = engine.client().enqueue(Scripted.class, "x");
        world.settle();
        assertThat(shown(handle.attempts())).containsExactly("1 CANCELLED Cancelled by a caller");
    }

    @Test
    void whatDoesNotExistHasNoHistory() {
        ManualEngine engine = engine();
        assertThatExceptionOfType(ExecutionNotFoundException.class)
                .isThrownBy(() -> engine.client().attempts(new ExecutionId(UUID.randomUUID())));
    }
}
