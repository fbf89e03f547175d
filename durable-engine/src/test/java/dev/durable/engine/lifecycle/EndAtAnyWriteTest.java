package dev.durable.engine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.TaskContext;
import dev.durable.TaskHandle;
import dev.durable.TaskStatus;
import dev.durable.WakeUp;
import dev.durable.engine.FaultyStore;
import dev.durable.engine.FaultyStore.Verb;
import dev.durable.engine.FinishedType;
import dev.durable.engine.ManualEngine;
import dev.durable.engine.Reply;
import dev.durable.engine.Scripted;
import dev.durable.engine.TestTask;
import dev.durable.engine.World;
import dev.durable.spi.StoredExecution;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One tree with every form of task in it, broken off at each point of its life at which anything is written: before
 * each transaction of its server, and after each commit.
 */
class EndAtAnyWriteTest {

    private static final Set<Verb> WRITING =
            EnumSet.of(Verb.CLAIM, Verb.WRITE_BACK, Verb.CLOSE, Verb.SWEEP, Verb.DELIVER);
    private static final Duration DEADLINE = Duration.ofHours(2);
    private static final FinishedType OF_WORDS = new FinishedType(String.class, Integer.class);

    /** One child for each word, joined. */
    static class Words implements ParentTask<String, Integer, String> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            List<String> all = List.of(text.split(" "));
            return Children.of(all.size()).andEach(Scripted.class, all);
        }

        @Override
        public @Nullable String combine(TaskContext context, Finished<String, Integer> all) {
            return String.join("+", all.outputs(Scripted.class));
        }
    }

    /** One that comes at once, and one that would take an hour. */
    static final class Poll extends Words {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            return super.run(context, text)
                    .and(Scripted.class, "late", EnqueueOptions.none().withDelay(Duration.ofHours(1)))
                    .quorum(1);
        }
    }

    static final class Gather implements ParentTask<String, Integer, Finished<String, Integer>> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            return new Words().run(context, text);
        }
    }

    static final class Rounds implements LoopTask<String, String, String> {

        @Override
        public Iteration<String, String> run(TaskContext context, String input, @Nullable String state) {
            String next = (state == null ? input : state) + context.iteration();
            return context.iteration() == 3 ? Iteration.done(next) : Iteration.again(next);
        }
    }

    static final class Chain implements SequenceTask<String, String> {

        @Override
        public Steps<String, String> steps() {
            return Steps.first(Scripted.class).then(Words.class).then(Rounds.class);
        }
    }

    static final class Everything implements ParentTask<String, Integer, String> {

        @Override
        public Children<Integer> run(TaskContext context, String text) {
            return Children.of(0)
                    .and(Chain.class, "a b")
                    .and(Poll.class, "c")
                    .and(Gather.class, "d e")
                    .and(Reply.class, "order 1");
        }

        @Override
        public String combine(TaskContext context, Finished<String, Integer> all) {
            return all.outputs(Chain.class) + " " + all.outputs(Poll.class) + " "
                    + all.outputs(Gather.class).get(0).outputs(Scripted.class) + " " + all.outputs(Reply.class);
        }
    }

    private static final class Life implements AutoCloseable {

        final World world = new World();
        final ManualEngine survivor;
        final ManualEngine engine;
        final TaskHandle<String> root;
        private int left;
        private boolean broken;
        private boolean inTime;

        /** Lives until the point is reached, where this happens. */
        Life(int point, Consumer<Life> happening) {
            left = point;
            engine = engine();
            survivor = engine();
            world.pass(World.LEASE.plusSeconds(1));
            engine.client().wakeUp(Reply.class, "order 1", WakeUp.completed("f"));
            root = engine.client()
                    .enqueue(Everything.class, "x", EnqueueOptions.none().withDeadline(DEADLINE));
            Runnable step = () -> {
                if (!broken && left-- == 0) {
                    broken = true;
                    inTime = !world.status(root).finished();
                    happening.accept(this);
                }
            };
            WRITING.forEach(verb -> {
                engine.store().before(verb, step);
                engine.store().after(verb, step);
            });
            world.pass(Duration.ofSeconds(1));
        }

        private ManualEngine engine() {
            return world.engine(
                    Reply.task(),
                    TestTask.scripted("task", new Scripted()),
                    parent("everything", new Everything()),
                    parent("words", new Words()),
                    parent("poll", new Poll()),
                    TestTask.parent(
                                    "gather",
                                    new Gather(),
                                    String.class,
                                    Integer.class,
                                    OF_WORDS,
                                    ChildFailurePolicy.FAIL_FAST)
                            .gathering(),
                    TestTask.loop("rounds", new Rounds(), String.class, String.class, String.class),
                    TestTask.sequence("chain", new Chain(), String.class, String.class));
        }

        private static TestTask<String, String> parent(String id, ParentTask<String, Integer, String> bean) {
            return TestTask.parent(id, bean, String.class, Integer.class, String.class, ChildFailurePolicy.FAIL_FAST);
        }

        /** The server is gone: what it was about to do never happens, and what it has done nobody tells it. */
        void die() {
            world.kill(engine);
            throw FaultyStore.unreachable();
        }

        void assertEverythingIsClosed(String point) {
            assertThat(world.rows.all())
                    .as(point)
                    .allMatch(row -> row.status().finished())
                    .allMatch(StoredExecution::isNotified)
                    .allMatch(row -> row.family().unfinished() == 0)
                    .allMatch(row -> row.lineage().rootId().equals(root.executionId()));
        }

        @Override
        public void close() {
            world.close();
        }
    }

    @Test
    void cancelledAnywhereATreeLeavesNothingUnfinished() {
        int cancelled = 0;
        boolean inTime = true;
        for (int point = 0; inTime; point++) {
            try (Life life = new Life(point, alive -> alive.survivor.client().cancel(alive.root.executionId()))) {
                life.world.pass(Duration.ofSeconds(2));
                life.assertEverythingIsClosed("cancelled at " + point);
                inTime = life.inTime;
                assertThat(life.world.status(life.root))
                        .isEqualTo(inTime ? TaskStatus.CANCELLED : TaskStatus.COMPLETED);
                cancelled += inTime ? 1 : 0;
            }
        }
        assertThat(cancelled).isGreaterThan(50);
    }

    @Test
    void crashedAnywhereATreeComesToTheSameEnd() {
        int crashed = 0;
        boolean inTime = true;
        for (int point = 0; inTime; point++) {
            try (Life life = new Life(point, Life::die)) {
                life.world.pass(Duration.ofSeconds(30));
                life.assertEverythingIsClosed("crashed at " + point);
                assertThat(life.world.output(life.root))
                        .as("crashed at " + point)
                        .isEqualTo("\"[a+b123] [c] [d, e] [f]\"");
                inTime = life.inTime;
                crashed += inTime ? 1 : 0;
            }
        }
        assertThat(crashed).isGreaterThan(50);
    }

    @Test
    void expiredAnywhereATreeLeavesNothingUnfinished() {
        int expired = 0;
        boolean inTime = true;
        for (int point = 0; inTime; point++) {
            try (Life life = new Life(point, alive -> alive.world.time.advance(DEADLINE))) {
                life.world.pass(Duration.ofSeconds(20));
                life.assertEverythingIsClosed("expired at " + point);
                inTime = life.inTime;
                assertThat(life.world.status(life.root))
                        .as("expired at " + point)
                        .isIn(TaskStatus.TIMED_OUT, TaskStatus.COMPLETED);
                expired += life.world.status(life.root) == TaskStatus.TIMED_OUT ? 1 : 0;
            }
        }
        assertThat(expired).isGreaterThan(50);
    }
}
