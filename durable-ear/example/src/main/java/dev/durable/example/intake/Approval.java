package dev.durable.example.intake;

import dev.durable.SleepingTask;
import dev.durable.Task;

/**
 * Sleeps until somebody has decided about a large intake: woken up with an approval it hands the intake on, with a
 * rejection it fails. However long that takes, it takes neither a thread nor a slot.
 */
@Task(id = "approval", timeout = "P7D")
public class Approval implements SleepingTask<IntakeRef, IntakeRef> {

    @Override
    public String key(IntakeRef intake) {
        return intake.intakeId().toString();
    }
}
