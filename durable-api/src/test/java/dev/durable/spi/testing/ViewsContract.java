package dev.durable.spi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.durable.EnqueueOptions;
import dev.durable.ExecutionId;
import dev.durable.TaskStatus;
import dev.durable.spi.Change;
import dev.durable.spi.NewExecution;
import dev.durable.spi.Role;
import dev.durable.spi.StoredExecution;
import dev.durable.spi.TaskExecutionViews.Figures;
import dev.durable.spi.TaskExecutionViews.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class ViewsContract extends StoreContract {

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(store().views().find(newId())).isEmpty();
    }

    @Test
    void aRowIsFoundWithItsPayloads() {
        StoredExecution attempt = running();
        writeBack(attempt, completed("\"out\""));

        StoredExecution row = row(attempt.id());

        assertThat(row.payloads().input()).isEqualTo(attempt.payloads().input());
        assertThat(row.payloads().output()).isEqualTo("\"out\"");
    }

    @Test
    void standingsLeaveOutWhatIsNotThere() {
        StoredExecution running = running();
        ExecutionId ready = insert(root(TASK));

        Map<ExecutionId, Standing> standings = store().views().standings(List.of(running.id(), newId(), ready));

        assertThat(standings)
                .containsOnly(
                        Map.entry(running.id(), new Standing(TaskStatus.RUNNING, 1)),
                        Map.entry(ready, new Standing(TaskStatus.READY, 0)));
    }

    @Test
    void standingsOfNothingAreEmpty() {
        insert(root(TASK));

        assertThat(store().views().standings(List.of())).isEmpty();
    }

    @Test
    void childrenComeInTheOrderOfSpawningAndWithTheirPayloads() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 12);
        writeBack(children.get(3), completed("\"three\""));

        List<StoredExecution> found = store().views().children(parent.id());

        assertThat(ids(found)).containsExactlyElementsOf(ids(children));
        assertThat(found.stream().map(child -> child.lineage().index()))
                .containsExactlyElementsOf(IntStream.range(0, 12).boxed().toList());
        assertThat(found.get(3).payloads().input()).isEqualTo("\"child 3\"");
        assertThat(found.get(3).payloads().output()).isEqualTo("\"three\"");
    }

    @Test
    void theCombineStepIsNoChild() {
        StoredExecution parent = running();
        StoredExecution child = runningChildren(parent, 1).get(0);
        writeBack(child, completed("1"));
        store().update(
                        parent.id(),
                        to(Change.to(TaskStatus.WAITING_FOR_COMBINE).inserting(List.of(combineStep(parent)))));

        assertThat(ids(store().views().children(parent.id()))).containsExactly(child.id());
    }

    @Test
    void aRelativeIsFoundByItsPlace() {
        StoredExecution parent = running();
        List<StoredExecution> children = runningChildren(parent, 3);
        writeBack(children.get(1), completed("\"one\""));
        NewExecution step = combineStep(parent);
        store().update(parent.id(), to(Change.to(TaskStatus.WAITING_FOR_COMBINE).inserting(List.of(step))));

        assertThat(store().views().related(parent.id(), Role.CHILD, 1))
                .contains(row(children.get(1).id()));
        assertThat(store().views().related(parent.id(), Role.COMBINE, 0)).contains(row(step.id()));
        assertThat(store().views().related(parent.id(), Role.CHILD, 3)).isEmpty();
        assertThat(store().views().related(children.get(0).id(), Role.CHILD, 0)).isEmpty();
    }

    @Test
    void aSleeperIsFoundByItsKeyWithoutItsPayloads() {
        ExecutionId sleeper = insert(sleeping());
        insert(sleeping(SLEEPER, "another key"));

        assertThat(store().views().sleeper(SLEEPER, KEY))
                .contains(row(sleeper).withPayloads(StoredExecution.Payloads.NONE));
        assertThat(store().views().sleeper(TASK, KEY)).isEmpty();
        assertThat(store().views().sleeper(SLEEPER, "nobody's key")).isEmpty();
    }

    @Test
    void whereNobodySleepsTheLatestIsFoundThatDid() {
        cancel(insert(sleeping()));
        pass(SHORT);
        ExecutionId second = insert(sleeping());
        wake(wake(KEY, "1"));
        pass(SHORT);

        assertThat(store().views().sleeper(SLEEPER, KEY))
                .contains(row(second).withPayloads(StoredExecution.Payloads.NONE));

        ExecutionId third = insert(sleeping());
        assertThat(store().views().sleeper(SLEEPER, KEY).map(StoredExecution::id))
                .contains(third);
    }

    @Test
    void anExecutionWithoutChildrenHasNone() {
        assertThat(store().views().children(running().id())).isEmpty();
    }

    @Test
    void anEmptyStoreHasNothingToReport() {
        assertThat(store().views().figures()).isEqualTo(new Figures(0, 0, Duration.ZERO, Optional.empty()));
    }

    @Test
    void figuresCountWhatRunsAndWhatIsDue() {
        running(2);
        insert(root(TASK));
        insert(root("other"));
        insert(root(TASK, LONG, EnqueueOptions.none()));
        writeBack(claim("other", 1).get(0), completed("1"));
        insert(root("other"));
        pass(SHORT);

        Figures figures = store().views().figures();

        assertThat(figures.running()).isEqualTo(2);
        assertThat(figures.ready()).isEqualTo(2);
        assertThat(figures.oldestReady()).isBetween(SHORT, Duration.ofMinutes(1));
    }

    @Test
    void countingEndsAtTheMost() {
        int tooMany = Figures.MOST + 1;
        store().insert(IntStream.range(0, tooMany).mapToObj(i -> root(TASK)).toList());
        assertThat(store().views().figures().ready()).isEqualTo(Figures.MOST);

        int claimed = 0;
        while (claimed < tooMany) {
            claimed += claim(TASK, 1000).size();
        }
        assertThat(store().views().figures()).isEqualTo(new Figures(Figures.MOST, 0, Duration.ZERO, Optional.empty()));
    }

    @Test
    void ageCountsFromTheDueTimeAndNotFromTheInsert() {
        insert(root(TASK, Duration.ofMillis(200), EnqueueOptions.none()));
        pass(Duration.ofMillis(300));
        insert(root(TASK));

        assertThat(store().views().figures().oldestReady()).isBetween(SHORT, Duration.ofMinutes(1));
    }

    @Test
    void whatIsNotDueYetHasNoAge() {
        insert(root(TASK, LONG, EnqueueOptions.none()));

        assertThat(store().views().figures()).isEqualTo(new Figures(0, 0, Duration.ZERO, Optional.empty()));
    }

    @Test
    void figuresTellHowFarTheNextDeadlineIsAway() {
        insert(root(TASK).withDeadline(LONG));
        ExecutionId other = insert(root("other").withDeadline(SHORT.dividedBy(2)));
        cancel(insert(root("ended").withDeadline(Duration.ofMillis(1))));
        pass(SHORT);

        assertThat(store().views().figures().nextDeadline())
                .hasValueSatisfying(next -> assertThat(next).isBetween(Duration.ofMinutes(-1), Duration.ZERO));

        cancel(other);

        assertThat(store().views().figures().nextDeadline())
                .hasValueSatisfying(next -> assertThat(next).isBetween(LONG.minusMinutes(1), LONG));
    }

    @Test
    void theSchemaOfAnOpenStoreFits() {
        assertThatCode(() -> store().views().checkSchema()).doesNotThrowAnyException();
    }
}
