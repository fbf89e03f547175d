package dev.durable.jpa;

import static dev.durable.jpa.Executions.WAKE;
import static dev.durable.jpa.Executions.cancelling;
import static dev.durable.jpa.Executions.root;
import static dev.durable.jpa.Executions.sleeper;
import static dev.durable.jpa.Executions.wake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.Command;
import dev.durable.spi.NewExecution;
import dev.durable.spi.RowRule;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.SweepCondition;
import dev.durable.spi.Woken;
import dev.durable.spi.Written;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A sleeper ends once, and a wake is delivered once, also when several transactions meet. */
abstract class Sleepers extends StoreOnDatabase {

    private static final Duration KEEP = Duration.ofDays(1);
    private static final RowRule CANCEL = row -> row.status().finished()
            ? Optional.empty()
            : Optional.of(Change.to(TaskStatus.CANCELLED).notified(true));

    @Test
    void whetherAWakeADeadlineOrACancellationComesFirstEachSleeperEndsOnce() {
        int count = 60;
        List<NewExecution> sleepers = IntStream.range(0, count)
                .mapToObj(i -> root().sleeping("key " + i, Duration.ZERO))
                .toList();
        store.insert(sleepers);
        store.submit(commands(sleepers));
        store.submit(cancelling(sleepers.stream().map(NewExecution::id).toList()));

        List<Integer> ends = together(List.of(
                () -> sleepers.stream()
                        .mapToInt(row -> store.wake(wake(row.wakeKey()), KEEP, WAKE)
                                .written()
                                .changed()
                                .size())
                        .sum(),
                () -> untilNoMore(() -> store.deliver(3, KEEP, WAKE)),
                () -> untilNoMore(() -> store.deliver(5, KEEP, WAKE)),
                () -> untilNoMore(() -> store.sweep(new SweepCondition.PastDeadline(), 2, CANCEL)),
                () -> untilNoMore(() -> store.sweep(new SweepCondition.CancelPending(), 4, CANCEL))));

        assertThat(ends.stream().mapToInt(Integer::intValue).sum()).isEqualTo(count);
        assertThat(server.ask(
                        "select count(*) from durable_execution where notified = 'YES' and finished_at is not null"))
                .containsExactly(String.valueOf(count));
        assertThat(server.ask("select id from durable_wake")).isEmpty();
    }

    @Test
    void manyServersDeliverEachWakeOnce() {
        int count = 90;
        List<NewExecution> sleepers =
                IntStream.range(0, count).mapToObj(i -> sleeper("key " + i)).toList();
        // Half of the wakes are kept before anybody sleeps, the others are requested.
        sleepers.subList(0, count / 2).forEach(row -> store.wake(wake(row.wakeKey()), KEEP, WAKE));
        store.insert(sleepers);
        store.submit(commands(sleepers.subList(count / 2, count)));

        Supplier<Integer> deliver = () -> untilNoMore(() -> store.deliver(4, KEEP, WAKE));
        List<Integer> delivered = together(List.of(deliver, deliver, deliver, deliver));

        assertThat(delivered.stream().mapToInt(Integer::intValue).sum()
                        + untilNoMore(() -> store.deliver(4, KEEP, WAKE)))
                .isEqualTo(count);
        assertThat(server.ask("select count(*) from durable_execution where status = 'COMPLETED'"))
                .containsExactly(String.valueOf(count));
        assertThat(server.ask("select id from durable_wake")).isEmpty();
    }

    @Test
    void ofAllThatIsKeptForAKeyOneIsDeliveredAndNoDeliveryWaitsInACircle() {
        int count = 120;
        List<NewExecution> sleepers =
                IntStream.range(0, count).mapToObj(i -> sleeper("key " + i)).toList();
        for (int i = 0; i < 3; i++) {
            sleepers.forEach(row -> store.wake(wake(row.wakeKey()), KEEP, WAKE));
        }
        store.insert(sleepers);
        // In another order than what is kept, so that a delivery finds the two for different sleepers.
        store.submit(commands(IntStream.range(0, count / 2)
                .mapToObj(i -> sleepers.get(i * 7 % count))
                .toList()));

        Supplier<Integer> deliver = () -> untilNoMore(() -> store.deliver(20, KEEP, WAKE));
        List<Integer> delivered = together(List.of(deliver, deliver, deliver, deliver, deliver, deliver));

        assertThat(delivered.stream().mapToInt(Integer::intValue).sum()
                        + untilNoMore(() -> store.deliver(20, KEEP, WAKE)))
                .isEqualTo(count);
        assertThat(server.ask("select id from durable_wake")).isEmpty();
    }

    @Test
    void aWakeThatIsKeptWhileItsExecutionIsBeingInsertedIsDelivered() {
        NewExecution sleeper = sleeper("key");
        PlainServer.inTransaction(
                () -> {
                    store.insert(List.of(sleeper));
                    Woken woken = CompletableFuture.supplyAsync(() -> store.wake(wake("key"), KEEP, WAKE))
                            .join();
                    assertThat(woken.kept()).isTrue();
                },
                true);

        assertThat(ids(store.deliver(10, KEEP, WAKE).changed())).containsExactly(sleeper.id());
        assertThat(server.ask("select id from durable_wake")).isEmpty();
    }

    @Test
    void aWakeWaitsForWhoeverIsEndingTheSleeperAndThenSeesThatEnd() throws Exception {
        NewExecution sleeper = sleeper("key");
        store.insert(List.of(sleeper));

        Woken woken = wokenWhileHeld(sleeper);

        assertThat(woken.found().map(StoredExecution::status)).contains(TaskStatus.CANCELLED);
        assertThat(woken.written().changed()).isEmpty();
        assertThat(woken.kept()).isFalse();
    }

    @Test
    void aWakeThatHasWaitedForAnEndFindsTheSuccessor() throws Exception {
        NewExecution sleeper = sleeper("key");
        NewExecution successor = sleeper("key");
        store.insert(List.of(sleeper));

        Woken woken = wokenWhileHeld(sleeper, copyOf(sleeper, successor));

        assertThat(ids(woken.written().changed())).containsExactly(successor.id());
        assertThat(woken.found().map(StoredExecution::status)).contains(TaskStatus.SLEEPING);
    }

    /** Wakes up a sleeper that somebody holds, who then ends it, does something else with it, and commits. */
    private Woken wokenWhileHeld(NewExecution sleeper, String... others) throws Exception {
        CountDownLatch locking = new CountDownLatch(1);
        CompletableFuture<Woken> wake;
        try (Connection holder = lock(sleeper.id())) {
            recording.beforeEach(sql -> {
                if (sql.contains("for ") && sql.contains("update")) {
                    locking.countDown();
                }
            });
            wake = CompletableFuture.supplyAsync(() -> store.wake(wake("key"), KEEP, WAKE));
            assertThat(locking.await(10, TimeUnit.SECONDS)).isTrue();
            try (Statement statement = holder.createStatement()) {
                statement.execute("update durable_execution set status = 'CANCELLED', notified = 'YES',"
                        + " finished_at = current_timestamp where id = '" + sleeper.id() + "'");
                for (String other : others) {
                    statement.execute(other);
                }
            }
            holder.commit();
        }
        return wake.get(10, TimeUnit.SECONDS);
    }

    private static String copyOf(NewExecution sleeper, NewExecution successor) {
        return """
                insert into durable_execution (id, task_id, root_id, role, child_index, depth, status, notified, token, attempt,
                    crashes, children, unfinished_children, created_at, due_at, deadline_at, wake_key)
                select '%1$s', task_id, '%1$s', role, 0, 0, 'SLEEPING', 'NOT_YET', 0, 1, 0, 0, 0, created_at, due_at,
                    deadline_at, wake_key
                from durable_execution where id = '%2$s'""".formatted(successor.id(), sleeper.id());
    }

    @Test
    void aDeliverySkipsWhatIsHeldAndComesBackForIt() throws SQLException {
        List<NewExecution> sleepers = List.of(sleeper("held"), sleeper("held and kept for"), sleeper("free"));
        store.wake(wake("held and kept for"), KEEP, WAKE);
        store.insert(sleepers);
        store.submit(List.of(new Command.WakeUp(wake("held")), new Command.WakeUp(wake("free"))));
        try (Connection holder = lock(sleepers.get(0).id(), sleepers.get(1).id())) {
            Written written = store.deliver(10, KEEP, WAKE);
            assertThat(ids(written.changed())).containsExactly(sleepers.get(2).id());
            assertThat(written.more()).as("what is held is still to be done").isTrue();
            holder.rollback();
        }
        Written written = store.deliver(10, KEEP, WAKE);
        assertThat(ids(written.changed()))
                .containsExactlyInAnyOrder(sleepers.get(0).id(), sleepers.get(1).id());
        assertThat(written.more()).isFalse();
    }

    @Test
    void keptWakesDoNotStandBeforeRequests() {
        IntStream.range(0, 20).forEach(i -> store.wake(wake("nobody " + i), KEEP, WAKE));
        NewExecution sleeper = sleeper("key");
        store.insert(List.of(sleeper));
        store.submit(commands(List.of(sleeper)));

        assertThat(ids(store.deliver(1, KEEP, WAKE).changed())).containsExactly(sleeper.id());
        assertThat(server.ask("select id from durable_wake")).hasSize(20);
    }

    @Test
    void wakesAreKeptAsLongAsTheyShallBe() {
        store.wake(wake("soon"), Duration.ofNanos(1000), WAKE);
        store.wake(wake("later"), KEEP, WAKE);

        store.deliver(10, KEEP, WAKE);

        assertThat(server.ask("select wake_key from durable_wake")).containsExactly("later");
    }

    private static List<Command> commands(List<NewExecution> sleepers) {
        return sleepers.stream()
                .<Command>map(row -> new Command.WakeUp(wake(row.wakeKey())))
                .toList();
    }

    private static int untilNoMore(Supplier<Written> verb) {
        int changed = 0;
        while (true) {
            Written written = verb.get();
            changed += written.changed().size();
            if (!written.more()) {
                return changed;
            }
        }
    }

    private static <T> List<T> together(List<Supplier<T>> all) {
        List<CompletableFuture<T>> running = all.stream()
                .map(each -> CompletableFuture.supplyAsync(each, command -> new Thread(command).start()))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }
}
