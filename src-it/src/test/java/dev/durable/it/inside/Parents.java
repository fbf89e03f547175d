package dev.durable.it.inside;

import dev.durable.ChildFailurePolicy;
import dev.durable.ChildOutcome;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import java.util.List;

/** Parents, one for each way to combine. */
final class Parents {

    private Parents() {}

    /** Combines by its own method, and fails with the first child that does. */
    @Task(id = "sumLengths")
    public static class SumLengths implements ParentTask<List<String>, String, String> {

        @Override
        public Children<String> run(TaskContext context, List<String> words) {
            return Children.of("of " + words.size()).andEach(Measure.class, words);
        }

        @Override
        public String combine(TaskContext context, Finished<List<String>, String> all) {
            return sum(all.outputs(Measure.class)) + " " + all.output();
        }
    }

    /** Fails, whatever else it waits for at a gate. */
    @Task(id = "failFast")
    public static class FailFast implements ParentTask<String, Void, Finished<String, Void>> {
        @Override
        public Children<Void> run(TaskContext context, String gate) {
            return Children.<Void>of(null).and(Hold.class, gate).and(Measure.class, "bad");
        }
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    /** Has its children combined by another task, whatever becomes of them. */
    @Task(id = "judgeWords", onChildFailure = ChildFailurePolicy.COLLECT, combineTask = Verdict.class)
    public static class JudgeWords implements ParentTask<List<String>, Integer, String> {
        @Override
        public Children<Integer> run(TaskContext context, List<String> words) {
            return Children.of(words.size()).andEach(Measure.class, words);
        }
    }

    /** Combines the children of {@link JudgeWords}, and is a parent itself. */
    @Task(id = "verdict")
    public static class Verdict implements ParentTask<Finished<List<String>, Integer>, String, String> {

        @Override
        public Children<String> run(TaskContext context, Finished<List<String>, Integer> all) {
            String verdict = all.failures().size() + " of " + all.output() + " are bad";
            return Children.of(verdict).and(Measure.class, verdict);
        }

        @Override
        public String combine(TaskContext context, Finished<Finished<List<String>, Integer>, String> all) {
            return all.output() + ", as " + all.outputs(Measure.class).get(0) + " letters say";
        }
    }

    /** Has no combine step: what its children came to is its output. */
    @Task(id = "gatherLengths", onChildFailure = ChildFailurePolicy.COLLECT)
    public static class GatherLengths implements ParentTask<List<String>, String, Finished<List<String>, String>> {
        @Override
        public Children<String> run(TaskContext context, List<String> words) {
            return Children.of("gathered").andEach(Measure.class, words);
        }
    }

    /** Takes the first answer that there is; what it is given are gates, and the word to measure. */
    @Task(id = "first", onChildFailure = ChildFailurePolicy.COLLECT)
    public static class First implements ParentTask<List<String>, Void, String> {

        @Override
        public Children<Void> run(TaskContext context, List<String> gatesAndWord) {
            int last = gatesAndWord.size() - 1;
            return Children.<Void>of(null)
                    .andEach(Hold.class, gatesAndWord.subList(0, last))
                    .and(Measure.class, gatesAndWord.get(last))
                    .quorum(1);
        }

        @Override
        public String combine(TaskContext context, Finished<List<String>, Void> all) {
            long abandoned =
                    all.outcomes().stream().filter(ChildOutcome::abandoned).count();
            return all.outputs(Measure.class) + " without " + abandoned;
        }
    }

    /** Needs two children, and fails once there cannot be two any more. */
    @Task(id = "two")
    public static class Two implements ParentTask<List<String>, Void, Integer> {

        @Override
        public Children<Void> run(TaskContext context, List<String> words) {
            return Children.<Void>of(null).andEach(Measure.class, words).quorum(2);
        }

        @Override
        public Integer combine(TaskContext context, Finished<List<String>, Void> all) {
            return all.outputs(Measure.class).size();
        }
    }

    /** Sums the numbers up to one by asking for the sum up to the number before. */
    @Task(id = "sumUpTo")
    public static class SumUpTo implements ParentTask<Integer, Integer, Integer> {

        @Override
        public Children<Integer> run(TaskContext context, Integer number) {
            Children<Integer> children = Children.of(number);
            return number == 0 ? children : children.and(SumUpTo.class, number - 1);
        }

        @Override
        public Integer combine(TaskContext context, Finished<Integer, Integer> all) {
            return all.output() + sum(all.outputs(SumUpTo.class));
        }
    }

    /** Waits for a gate and for a wake, which is to say for its deadline. */
    @Task(id = "waitForBoth")
    public static class WaitForBoth implements ParentTask<String, Void, Finished<String, Void>> {
        @Override
        public Children<Void> run(TaskContext context, String gateAndKey) {
            return Children.<Void>of(null).and(Hold.class, gateAndKey).and(Approval.class, gateAndKey);
        }
    }

    /** Cuts a text into words. */
    @Task(id = "split")
    public static class Split implements DurableTask<String, List<String>> {
        @Override
        public List<String> run(TaskContext context, String text) {
            return List.of(text.split(" "));
        }
    }
}
