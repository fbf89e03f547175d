package dev.durable.examples;

import dev.durable.Children;
import dev.durable.Finished;
import dev.durable.ParentTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Region;
import java.util.List;

// Shown in docs/tasks.md
@Task(id = "countStock")
public class CountStock implements ParentTask<Region, Void, Long> {

    @Override
    public Children<Void> run(TaskContext context, Region region) {
        return Children.<Void>of(null).andEach(CountStock.class, region.parts());
    }

    @Override
    public Long combine(TaskContext context, Finished<Region, Void> all) {
        List<Long> parts = all.outputs(CountStock.class);
        return all.input().stock() + parts.stream().mapToLong(Long::longValue).sum();
    }
}
// Until here
