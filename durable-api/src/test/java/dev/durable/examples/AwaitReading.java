package dev.durable.examples;

import dev.durable.SleepingTask;
import dev.durable.Task;
import dev.durable.examples.Shop.Reading;

@Task(id = "awaitReading", timeout = "PT1H")
public class AwaitReading implements SleepingTask<String, Reading> {

    @Override
    public String key(String meter) {
        return meter;
    }
}
