package dev.durable.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.DurableException;
import dev.durable.engine.lifecycle.DeclaredOptions;
import dev.durable.engine.lifecycle.Limits;
import dev.durable.engine.lifecycle.TaskForm;
import dev.durable.engine.lifecycle.TaskOptions;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final TaskOptions ANNOTATED = new TaskOptions(
            Duration.ZERO, Duration.ofMinutes(5), 0, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.2);
    private static final Map<String, DeclaredOptions> TASKS = Map.of(
            "upload", new DeclaredOptions(TaskForm.PLAIN, false, ANNOTATED),
            "send_mail", new DeclaredOptions(TaskForm.PLAIN, true, ANNOTATED),
            "poll", new DeclaredOptions(TaskForm.LOOP, false, ANNOTATED),
            "approval", new DeclaredOptions(TaskForm.SLEEPING, false, ANNOTATED));

    private static Settings read(Map<String, String> properties) {
        return Settings.read(config(properties, Map.of()), TASKS);
    }

    private static Config config(Map<String, String> properties, Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "test", 100), new EnvConfigSource(environment, 300))
                .build();
    }

    private static void refused(Map<String, String> properties, String... lines) {
        assertThatThrownBy(() -> read(properties))
                .isInstanceOf(DurableException.class)
                .message()
                .satisfies(message -> {
                    List<String> all = message.lines().toList();
                    assertThat(all.get(0))
                            .isEqualTo((lines.length == 1 ? "1 problem" : lines.length + " problems")
                                    + " with the configuration:");
                    assertThat(all.subList(1, all.size())).containsExactly(lines);
                });
    }

    @Test
    void whatIsNotConfiguredHasItsDefault() {
        Settings settings = read(Map.of());

        EngineSettings engine = settings.engine();
        assertThat(engine.enabled()).isTrue();
        assertThat(engine.executorName()).isNotBlank();
        assertThat(engine.resources())
                .isEqualTo(new EngineSettings.Resources(
                        "jdbc/durable",
                        false,
                        "java:comp/DefaultManagedExecutorService",
                        "java:comp/DefaultManagedScheduledExecutorService"));
        assertThat(engine.capacity()).isEqualTo(new EngineSettings.Capacity(16, 16, 100, 100));
        assertThat(engine.timing())
                .isEqualTo(new EngineSettings.Timing(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofHours(24)));
        assertThat(engine.limits()).isEqualTo(new Limits(5, 1_048_576, 1_048_576, 1000, 100));
        assertThat(settings.tasks().get("upload")).isEqualTo(new TaskSettings(ANNOTATED, true));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void everyKeySetsItsOwnValue() {
        Settings settings = read(Map.ofEntries(
                Map.entry("durable.enabled", "false"),
                Map.entry("durable.executor-name", "node-1"),
                Map.entry("durable.datasource", "jdbc/orders"),
                Map.entry("durable.migrate", "true"),
                Map.entry("durable.managed-executor", "concurrent/bodies"),
                Map.entry("durable.managed-scheduler", "concurrent/loops"),
                Map.entry("durable.slots", " 1000 "),
                Map.entry("durable.prefetch", "0"),
                Map.entry("durable.claim-batch", "1"),
                Map.entry("durable.write-back-batch", "2"),
                Map.entry("durable.lease", "PT1S"),
                Map.entry("durable.leeway", "PT24H"),
                Map.entry("durable.poll-interval", "PT0.05S"),
                Map.entry("durable.shutdown-timeout", "PT0S"),
                Map.entry("durable.transaction-timeout", "PT10M"),
                Map.entry("durable.wake-retention", "PT8760H"),
                Map.entry("durable.max-crashes", "100"),
                Map.entry("durable.max-input-size", "1024"),
                Map.entry("durable.max-output-size", "104857600"),
                Map.entry("durable.max-children", "100000"),
                Map.entry("durable.max-depth", "10000")));

        assertThat(settings.engine())
                .isEqualTo(new EngineSettings(
                        false,
                        "node-1",
                        new EngineSettings.Resources("jdbc/orders", true, "concurrent/bodies", "concurrent/loops"),
                        new EngineSettings.Capacity(1000, 0, 1, 2),
                        new EngineSettings.Timing(
                                Duration.ofSeconds(1),
                                Duration.ofHours(24),
                                Duration.ofMillis(50),
                                Duration.ZERO,
                                Duration.ofMinutes(10),
                                Duration.ofDays(365)),
                        new Limits(100, 1024, 104_857_600, 100_000, 10_000)));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void aBlankValueIsNoValue() {
        assertThat(read(Map.of("durable.executor-name", "  ", "durable.slots", ""))
                        .engine())
                .isEqualTo(read(Map.of()).engine());
    }

    @Test
    void aTaskIsOverriddenOptionByOption() {
        TaskSettings task = read(Map.ofEntries(
                        Map.entry("durable.task.poll.delay", "PT2S"),
                        Map.entry("durable.task.poll.timeout", "PT3S"),
                        Map.entry("durable.task.poll.max-retries", "4"),
                        Map.entry("durable.task.poll.retry-delay", "PT5S"),
                        Map.entry("durable.task.poll.retry-multiplier", "6"),
                        Map.entry("durable.task.poll.max-retry-delay", "PT7S"),
                        Map.entry("durable.task.poll.retry-jitter", "0.8"),
                        Map.entry("durable.task.poll.deadline", "PT9S"),
                        Map.entry("durable.task.poll.max-iterations", "10"),
                        Map.entry("durable.task.poll.iteration-delay", "PT11S"),
                        Map.entry("durable.task.poll.enabled", "false")))
                .tasks()
                .get("poll");

        assertThat(task)
                .isEqualTo(new TaskSettings(
                        new TaskOptions(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                4,
                                Duration.ofSeconds(5),
                                6,
                                Duration.ofSeconds(7),
                                0.8,
                                Duration.ofSeconds(9),
                                new TaskOptions.Loop(10, Duration.ofSeconds(11))),
                        false));
    }

    @Test
    void anAnnotatedDeadlineHoldsWhereNoneIsConfigured() {
        TaskOptions limited = new TaskOptions(
                Duration.ZERO,
                Duration.ofMinutes(5),
                0,
                Duration.ofSeconds(1),
                2,
                Duration.ofMinutes(5),
                0.2,
                Duration.ofDays(1),
                TaskOptions.Loop.DEFAULT);
        Map<String, DeclaredOptions> tasks = Map.of("upload", new DeclaredOptions(TaskForm.PLAIN, false, limited));

        assertThat(Settings.read(config(Map.of(), Map.of()), tasks)
                        .tasks()
                        .get("upload")
                        .options())
                .isEqualTo(limited);
    }

    @Test
    void anotherTaskIsAsAnnotated() {
        assertThat(read(Map.of("durable.task.upload.timeout", "PT3S")).tasks().get("send_mail"))
                .isEqualTo(new TaskSettings(ANNOTATED, true));
    }

    @Nested
    class AWrongValueIsRefused {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                durable.slots            | 0          | whole numbers from 1 to 1000
                durable.slots            | 1001       | whole numbers from 1 to 1000
                durable.slots            | many       | whole numbers from 1 to 1000
                durable.slots            | 1.5        | whole numbers from 1 to 1000
                durable.prefetch         | -1         | whole numbers from 0 to 1000
                durable.claim-batch      | 0          | whole numbers from 1 to 1000
                durable.write-back-batch     | 1001       | whole numbers from 1 to 1000
                durable.lease            | PT0.5S     | ISO-8601 durations from PT1S to PT10M
                durable.lease            | 10s        | ISO-8601 durations from PT1S to PT10M
                durable.leeway           | PT25H      | ISO-8601 durations from PT1S to PT24H
                durable.poll-interval    | PT0.049S   | ISO-8601 durations from PT0.05S to PT1M
                durable.shutdown-timeout | PT-1S      | ISO-8601 durations from PT0S to PT10M
                durable.transaction-timeout | PT11M   | ISO-8601 durations from PT1S to PT10M
                durable.wake-retention   | PT0S       | ISO-8601 durations from PT1S to PT8760H
                durable.max-crashes      | 101        | whole numbers from 1 to 100
                durable.max-input-size   | 1023       | whole numbers from 1024 to 104857600
                durable.max-output-size  | 104857601  | whole numbers from 1024 to 104857600
                durable.max-children     | 100001     | whole numbers from 1 to 100000
                durable.max-depth        | 10001      | whole numbers from 1 to 10000
                durable.enabled          | yes        | true and false
                durable.task.upload.enabled | no      | true and false
                durable.task.upload.timeout | 5 min   | ISO-8601 durations such as PT30S
                durable.task.upload.max-retries | 2.5 | whole numbers
                durable.task.upload.retry-jitter | x  | numbers such as 1.5
                durable.task.upload.deadline | never  | ISO-8601 durations such as PT30S
                durable.task.poll.max-iterations | all | whole numbers
                durable.task.poll.iteration-delay | 5s | ISO-8601 durations such as PT30S
                """)
        void withItsKeyItsValueAndWhatIsAllowed(String key, String value, String allowed) {
            refused(Map.of(key, value), key + " is \"" + value + "\", allowed are " + allowed);
        }

        @Test
        void whenItIsTooLong() {
            refused(
                    Map.of("durable.executor-name", "x".repeat(256)),
                    "durable.executor-name is \"" + "x".repeat(256) + "\", allowed are 1 to 255 characters");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                timeout          | PT0S | PT0.001S to PT8760H
                retry-multiplier | 0.5  | 1 to 10
                deadline         | PT0S | PT0.001S to PT87600H
                """)
        void byTheRangesOfTheTasksOptions(String option, String value, String allowed) {
            String key = "durable.task.upload." + option;
            refused(Map.of(key, value), key + " is " + value + ", allowed are " + allowed);
        }

        @Test
        void byTheRangesOfALoop() {
            refused(
                    Map.of("durable.task.poll.max-iterations", "0", "durable.task.poll.iteration-delay", "PT-1S"),
                    "durable.task.poll.max-iterations is 0, allowed are 1 to 1000000000",
                    "durable.task.poll.iteration-delay is PT-1S, allowed are PT0S to PT8760H");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                send_mail.timeout    | PT2H | allowed for a transactional task are PT0.001S to PT1H
                approval.max-retries | 2    | but a SleepingTask has no attempts
                """)
        void whereItDoesNotGoWithTheFormOfTheTask(String option, String value, String reason) {
            String key = "durable.task." + option;
            refused(Map.of(key, value), key + " is " + value + ", " + reason);
        }

        @Test
        void whereOnlyALoopHasTheOption() {
            refused(
                    Map.of("durable.task.upload.max-iterations", "5", "durable.task.upload.iteration-delay", "PT1S"),
                    "durable.task.upload.max-iterations is 5, but only a LoopTask has iterations",
                    "durable.task.upload.iteration-delay is PT1S, but only a LoopTask has iterations");
        }

        @Test
        void whereItDoesNotFitWhatIsAnnotated() {
            refused(
                    Map.of("durable.task.upload.retry-delay", "PT10M"),
                    "durable.task.upload.max-retry-delay is PT5M, allowed are retryDelay (PT10M) to PT24H");
        }

        @Test
        void whenItRefersToWhatIsNotThere() {
            assertThatThrownBy(() -> read(Map.of("durable.slots", "${not.there}")))
                    .isInstanceOf(DurableException.class)
                    .hasMessageEndingWith(
                            "durable.slots is \"${not.there}\", which refers to a key that is not configured");
        }

        @Test
        void togetherWithAllOthers() {
            refused(
                    Map.of(
                            "durable.slots", "0",
                            "durable.lease", "soon",
                            "durable.task.upload.max-retries", "-1",
                            "durable.task.send_mail.timeout", "never"),
                    "durable.slots is \"0\", allowed are whole numbers from 1 to 1000",
                    "durable.lease is \"soon\", allowed are ISO-8601 durations from PT1S to PT10M",
                    "durable.task.send_mail.timeout is \"never\", allowed are ISO-8601 durations such as PT30S",
                    "durable.task.upload.max-retries is -1, allowed are 0 to 1000");
        }
    }

    @Nested
    class AnUnknownKey {

        private List<String> warnings(Map<String, String> properties, Map<String, String> environment) {
            return Settings.read(config(properties, environment), TASKS).warnings();
        }

        @Test
        void isWarnedOfWithTheNearestKnownOne() {
            assertThat(warnings(
                            Map.of(
                                    "durable.slot", "1",
                                    "durable.task.upload.max-retry", "1",
                                    "durable.task.uplod.timeout", "PT1S",
                                    "durable.poll.interval", "PT1S"),
                            Map.of()))
                    .containsExactly(
                            "Configuration key durable.poll.interval is unknown and has no effect;"
                                    + " the nearest known key is durable.poll-interval",
                            "Configuration key durable.slot is unknown and has no effect;"
                                    + " the nearest known key is durable.slots",
                            "Configuration key durable.task.upload.max-retry is unknown and has no effect;"
                                    + " the nearest known key is durable.task.upload.max-retries",
                            "Configuration key durable.task.uplod.timeout is unknown and has no effect;"
                                    + " the nearest known key is durable.task.upload.timeout");
        }

        @Test
        void thatResemblesNoneIsWarnedOfWithoutAdvice() {
            assertThat(warnings(Map.of("durable.xyzzy.plugh", "1"), Map.of()))
                    .containsExactly("Configuration key durable.xyzzy.plugh is unknown and has no effect");
        }

        @Test
        void ofSomebodyElseIsLeftAlone() {
            assertThat(warnings(Map.of("durables.slot", "1", "durable", "1"), Map.of("DURABLES_SLOT", "1")))
                    .isEmpty();
        }

        @Test
        void isWarnedOfOnceWhenItComesFromTheEnvironment() {
            assertThat(warnings(Map.of(), Map.of("DURABLE_SLOT", "1")))
                    .containsExactly("Configuration key DURABLE_SLOT is unknown and has no effect;"
                            + " the nearest known key is durable.slots");
        }
    }

    @Test
    void environmentVariablesSetWhatTheyStandForWithoutAWarning() {
        Settings settings = Settings.read(
                config(
                        Map.of(),
                        Map.of(
                                "DURABLE_POLL_INTERVAL", "PT2S",
                                "DURABLE_TASK_UPLOAD_MAX_RETRY_DELAY", "PT7M",
                                "DURABLE_TASK_SEND_MAIL_TIMEOUT", "PT9S")),
                TASKS);

        assertThat(settings.engine().timing().pollInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.tasks().get("upload").options().maxRetryDelay()).isEqualTo(Duration.ofMinutes(7));
        assertThat(settings.tasks().get("send_mail").options().timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void everyDefaultIsWithinItsRange() {
        assertThat(EngineKeys.all()).hasSize(21).allSatisfy(key -> {
            assertThat(key.name()).startsWith("durable.");
            assertThat(key.meaning()).endsWith(".");
            if (key != EngineKeys.EXECUTOR_NAME) {
                assertThat(read(Map.of(key.name(), key.defaultText())).engine())
                        .isEqualTo(read(Map.of()).engine());
            }
        });
    }

    @Test
    void everyOptionOfATaskHasAKey() {
        assertThat(TaskKeys.options())
                .containsExactlyInAnyOrder(
                        "delay",
                        "timeout",
                        "max-retries",
                        "retry-delay",
                        "retry-multiplier",
                        "max-retry-delay",
                        "retry-jitter",
                        "deadline",
                        "max-iterations",
                        "iteration-delay",
                        "enabled");
    }
}
