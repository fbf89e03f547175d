package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.durable.Children.Child;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildrenTest {

    private static final EnqueueOptions LATER = EnqueueOptions.none().withDelay(Duration.ofMinutes(1));

    @Test
    void childrenKeepTheOrderInWhichTheyWereAdded() {
        Children<String> children = Children.of("stored")
                .and(Title.class, "a.txt")
                .and(Count.class, 1, LATER)
                .andEach(Title.class, List.of("b.txt", "c.txt"));

        assertThat(children.output()).isEqualTo("stored");
        assertThat(children.list())
                .containsExactly(
                        new Child<>(Title.class, "a.txt", EnqueueOptions.none()),
                        new Child<>(Count.class, 1, LATER),
                        new Child<>(Title.class, "b.txt", EnqueueOptions.none()),
                        new Child<>(Title.class, "c.txt", EnqueueOptions.none()));
    }

    @Test
    void childrenThatAreAddedTogetherMayHaveOptionsOfTheirOwn() {
        Children<String> children = Children.of("stored").andEach(Title.class, List.of("a.txt", "b.txt"), LATER);

        assertThat(children.list())
                .containsExactly(new Child<>(Title.class, "a.txt", LATER), new Child<>(Title.class, "b.txt", LATER));
    }

    @Test
    void addingLeavesTheOldListAsItWas() {
        Children<String> none = Children.of("stored");

        none.and(Title.class, "a.txt");
        none.andEach(Title.class, List.of("b.txt"));

        assertThat(none.list()).isEmpty();
    }

    @Test
    void theListCannotBeChangedFromOutside() {
        List<Child<?>> list = Children.of("stored").and(Title.class, "a.txt").list();

        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aValueBesideTheChildrenIsNotNeeded() {
        assertThat(Children.of(null).output()).isNull();
    }

    @Test
    void allAreWaitedForUnlessAQuorumIsSet() {
        assertThat(Children.of("stored").and(Title.class, "a.txt").quorum()).isNull();
    }

    @Test
    void aQuorumKeepsTheChildrenAndIsKeptByFurtherOnes() {
        Children<String> children = Children.of("stored")
                .and(Title.class, "a.txt")
                .quorum(2)
                .andEach(Title.class, List.of("b.txt", "c.txt"));

        assertThat(children.quorum()).isEqualTo(2);
        assertThat(children.output()).isEqualTo("stored");
        assertThat(children.list()).hasSize(3);
    }

    @Test
    void settingAQuorumLeavesTheOldListAsItWas() {
        Children<String> all = Children.of("stored").and(Title.class, "a.txt");

        all.quorum(1);

        assertThat(all.quorum()).isNull();
    }

    private interface Title extends DurableTask<String, String> {}

    private interface Count extends DurableTask<Integer, Long> {}
}
