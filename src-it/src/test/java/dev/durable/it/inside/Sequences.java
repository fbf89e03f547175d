package dev.durable.it.inside;

import dev.durable.Finished;
import dev.durable.SequenceTask;
import dev.durable.Steps;
import dev.durable.Task;
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
}
