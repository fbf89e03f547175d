package dev.durable.examples;

import dev.durable.Iteration;
import dev.durable.LoopTask;
import dev.durable.Task;
import dev.durable.TaskContext;
import dev.durable.examples.Shop.Carrier;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

// Shown in docs/tasks.md
@Task(id = "trackParcel", iterationDelay = "PT15M", maxIterations = 3000)
public class TrackParcel implements LoopTask<String, Void, Boolean> {
    @Inject
    Carrier carrier;

    @Override
    public Iteration<Void, Boolean> run(TaskContext context, String parcel, @Nullable Void none) {
        return carrier.hasDelivered(parcel) ? Iteration.done(true) : Iteration.again(null);
    }

    @Override
    public Boolean limitReached(TaskContext context, String parcel, @Nullable Void none) {
        return false;
    }
}
// Until here
