package dev.durable.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.durable.jpa.ClaimOrder.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClaimOrderTest {

    private static Candidate due(long second) {
        return new Candidate(UUID.randomUUID(), 0, Instant.ofEpochSecond(second), 0);
    }

    private static List<Candidate> task(long... seconds) {
        return IntStream.range(0, seconds.length).mapToObj(i -> due(seconds[i])).toList();
    }

    @Test
    void oneOfEachTaskComesFirstAndThenTheOldest() {
        List<Candidate> busy = task(1, 2, 4);
        List<Candidate> lone = task(9);
        List<Candidate> other = task(3, 5);

        assertThat(ClaimOrder.merge(List.of(busy, List.of(), lone, other), 0, 10))
                .containsExactly(busy.get(0), lone.get(0), other.get(0), busy.get(1), busy.get(2), other.get(1));
    }

    @Test
    void theTurnSaysAtWhichTaskToBegin() {
        List<List<Candidate>> tasks = List.of(task(1), task(2), task(3));

        assertThat(ClaimOrder.merge(tasks, 2, 2))
                .containsExactly(tasks.get(2).get(0), tasks.get(0).get(0));
    }

    @Test
    void withMoreTasksThanRoomEachIsFirstWithinAFewClaims() {
        List<String> tasks = IntStream.range(0, 7).mapToObj(i -> "task " + i).toList();
        List<List<Candidate>> candidates =
                tasks.stream().map(task -> task(1, 1, 1)).toList();
        ClaimHints hints = new ClaimHints();

        List<Candidate> claimed = IntStream.range(0, 4)
                .mapToObj(i -> hints.begin(tasks, Instant.EPOCH.plusSeconds(i), 2))
                .flatMap(start -> ClaimOrder.merge(candidates, start.turn(), 2).stream())
                .toList();

        assertThat(claimed)
                .containsAll(candidates.stream().map(task -> task.get(0)).toList());
    }

    @Test
    void noMoreThanTheLimit() {
        assertThat(ClaimOrder.merge(List.of(task(1, 2, 3), task(1, 2, 3)), 0, 4))
                .hasSize(4);
        assertThat(ClaimOrder.merge(List.of(), 0, 4)).isEmpty();
    }
}
