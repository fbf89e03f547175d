package dev.durable.it.caller;

import dev.durable.DurableExecutor;
import dev.durable.TaskHandle;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Has a word copied when its timer goes off. */
@Singleton
public class Alarm {

    static final Map<String, TaskHandle<String>> WENT_OFF = new ConcurrentHashMap<>();

    @Resource
    TimerService timers;

    @Inject
    DurableExecutor durable;

    public void set(String word) {
        timers.createSingleActionTimer(0, new TimerConfig(word, false));
    }

    @Timeout
    void goOff(Timer timer) {
        String word = (String) timer.getInfo();
        WENT_OFF.put(word, durable.enqueue(Copy.class, word));
    }
}
