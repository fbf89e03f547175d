package dev.durable.it.ledger;

import dev.durable.Children;
import dev.durable.EnqueueOptions;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import java.time.Duration;

/**
 * Grows a tree: as many branches as it is told levels, {@value #WIDTH} each, and at the end leaves
 * that are due later or run for long: few enough that slots are left for the tree to grow.
 */
@Task(id = "branch")
public class Branch implements ParentTask<Integer, Integer, Finished<Integer, Integer>> {

    /** With three levels below the root 1 + 14 + 196 + 2,744 executions. */
    public static final int WIDTH = 14;

    private static final EnqueueOptions LATER = EnqueueOptions.none().withDelay(Duration.ofHours(1));

    /** A negative number of levels is for the branch of which one leaf runs; the other leaves are due later. */
    @Override
    public Children<Integer> run(TaskContext context, Integer levels) {
        Children<Integer> children = Children.of(levels);
        for (int i = 0; i < WIDTH; i++) {
            children = Math.abs(levels) > 1
                    ? children.and(Branch.class, i == 0 && levels == 2 ? -1 : levels - 1)
                    : children.and(Leaf.class, i, i == 0 && levels < 0 ? EnqueueOptions.none() : LATER);
        }
        return children;
    }
}
