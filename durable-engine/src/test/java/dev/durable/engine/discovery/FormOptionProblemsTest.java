package dev.durable.engine.discovery;

import static dev.durable.engine.discovery.Deployment.assertProblem;

import dev.durable.Finished;
import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.SleepingTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.engine.discovery.Deployment.Idle;
import dev.durable.engine.discovery.Deployment.IdleParent;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import org.junit.jupiter.api.Test;

/** What is said of options that do not go with the rest of what a task declares. */
class FormOptionProblemsTest {

    public abstract static class IdleLoop implements LoopTask<String, Integer, String> {
        @Override
        public Iteration<Integer, String> run(TaskContext context, String input, Integer state) {
            return Iteration.done(input);
        }
    }

    public abstract static class Waiting implements SleepingTask<String, String> {
        @Override
        public String key(String input) {
            return input;
        }
    }

    @Task(id = "wrongIterations", maxIterations = 0)
    public static class WrongIterations extends IdleLoop {}

    @Task(id = "wrongIterationDelay", iterationDelay = "soon")
    public static class WrongIterationDelay extends IdleLoop {}

    @Task(id = "negativeIterationDelay", iterationDelay = "PT-1S")
    public static class NegativeIterationDelay extends IdleLoop {}

    @Test
    void iterationsHaveARange() {
        assertProblem(WrongIterations.class, "maxIterations is 0, allowed are 1 to 1000000000");
        assertProblem(
                WrongIterationDelay.class, "iterationDelay is \"soon\", allowed are ISO-8601 durations such as PT30S");
        assertProblem(NegativeIterationDelay.class, "iterationDelay is PT-1S, allowed are PT0S to PT8760H");
    }

    @Task(id = "plainIterations", maxIterations = 5)
    public static class PlainIterations extends Idle<String, String> {}

    @Task(id = "sleepingIterationDelay", iterationDelay = "PT5S")
    public static class SleepingIterationDelay extends Waiting {}

    @Test
    void onlyALoopHasIterations() {
        assertProblem(PlainIterations.class, "maxIterations is 5, but only a LoopTask has iterations");
        assertProblem(SleepingIterationDelay.class, "iterationDelay is PT5S, but only a LoopTask has iterations");
    }

    @Task(id = "retriedSleep", maxRetries = 3)
    public static class RetriedSleep extends Waiting {}

    @Task(id = "transactionalSleep", transactional = true)
    public static class TransactionalSleep extends Waiting {}

    @Test
    void aSleepingTaskHasNoAttemptsAndNoBody() {
        assertProblem(RetriedSleep.class, "maxRetries is 3, but a SleepingTask has no attempts");
        assertProblem(TransactionalSleep.class, "transactional is true, but a SleepingTask has no body");
    }

    @Task(id = "longTransaction", transactional = true, timeout = "PT1H0.001S")
    public static class LongTransaction extends Idle<String, String> {}

    @Test
    void aTransactionalTaskTakesAnHourAtMost() {
        assertProblem(
                LongTransaction.class, "timeout is PT1H0.001S, allowed for a transactional task are PT0.001S to PT1H");
    }

    @Task(id = "ofItsOwn", transactional = true)
    @Transactional(TxType.REQUIRES_NEW)
    public static class OfItsOwn extends Idle<String, String> {}

    @Task(id = "outside", transactional = true)
    public static class Outside extends IdleParent<String, Integer, String> {
        @Override
        @Transactional(TxType.NOT_SUPPORTED)
        public String combine(TaskContext context, Finished<String, Integer> all) {
            return "";
        }
    }

    @Task(id = "never", transactional = true)
    @Transactional
    public static class Never extends IdleLoop {
        @Override
        @Transactional(TxType.NEVER)
        public String limitReached(TaskContext context, String input, Integer state) {
            return "";
        }
    }

    @Test
    void aTransactionalTaskDoesNotLeaveTheEnginesTransaction() {
        String why = ", which keeps it out of the transaction in which transactional = true writes its outcome;"
                + " allowed are REQUIRED, MANDATORY, SUPPORTS or no @Transactional";
        assertProblem(OfItsOwn.class, "run is @Transactional(REQUIRES_NEW)" + why);
        assertProblem(Outside.class, "combine is @Transactional(NOT_SUPPORTED)" + why);
        assertProblem(Never.class, "limitReached is @Transactional(NEVER)" + why);
    }
}
