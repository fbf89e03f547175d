package dev.durable.it.inside;

import dev.durable.ChildFailurePolicy;
import dev.durable.Children;
import dev.durable.DurableTask;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.it.inside.Parents.GatherLengths;
import dev.durable.it.inside.Parents.Split;
import dev.durable.it.inside.Parents.SumLengths;
import java.util.List;

/** Sequences. */
final class Sequences {

    private Sequences() {}

    /** A plain task, a parent, a sleeper. */
    @Task(id = "publish")
    public static class Publish implements SequenceTask<String, String> {
        @Override
        public Steps<String, String> steps() {
            return Steps.<String, List<String>>first(Split.class)
                    .then(SumLengths.class)
                    .then(Approval.class);
        }
    }

    /** Its last step has an output that is not stored. */
    @Task(id = "splitAndGather")
    public static class SplitAndGather implements SequenceTask<String, Finished<List<String>, String>> {
        @Override
        public Steps<String, Finished<List<String>, String>> steps() {
            return Steps.<String, List<String>>first(Split.class).then(GatherLengths.class);
        }
    }

    /** Has its children combined by a sequence. */
    @Task(id = "judgeInSteps", onChildFailure = ChildFailurePolicy.COLLECT, combineTask = VerdictInSteps.class)
    public static class JudgeInSteps implements ParentTask<List<String>, Void, String> {
        @Override
        public Children<Void> run(TaskContext context, List<String> words) {
            return Children.<Void>of(null).andEach(Measure.class, words);
        }
    }

    /** Combines the children of {@link JudgeInSteps}, which takes an approval. */
    @Task(id = "verdictInSteps")
    public static class VerdictInSteps implements SequenceTask<Finished<List<String>, Void>, String> {
        @Override
        public Steps<Finished<List<String>, Void>, String> steps() {
            return Steps.<Finished<List<String>, Void>, String>first(CountFailures.class)
                    .then(Approval.class);
        }
    }

    /** The first step of {@link VerdictInSteps}. */
    @Task(id = "countFailures")
    public static class CountFailures implements DurableTask<Finished<List<String>, Void>, String> {
        @Override
        public String run(TaskContext context, Finished<List<String>, Void> all) {
            return all.failures().size() + " bad beside " + all.input().get(0);
        }
    }
}
