package dev.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionIdTest {

    private static final String TEXT = "01890a5d-ac96-774b-bcce-b302099a8057";

    @Test
    void whatIsPrintedIsRead() {
        ExecutionId id = ExecutionId.of(TEXT);

        assertThat(id.value()).isEqualTo(UUID.fromString(TEXT));
        assertThat(id).hasToString(TEXT);
    }

    @Test
    void capitalsAreTheSameId() {
        assertThat(ExecutionId.of(TEXT.toUpperCase(Locale.ROOT))).isEqualTo(ExecutionId.of(TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1-2-3-4-5",
                "01890a5dac96774bbcceb302099a8057",
                " 01890a5d-ac96-774b-bcce-b302099a8057",
                "01890a5d-ac96-774b-bcce-b302099a80570",
                "01890a5d-ac96-774b-bcce-b302099a805g",
                "{01890a5d-ac96-774b-bcce-b302099a8057}"
            })
    void anythingElseIsRefusedByName(String text) {
        assertThatThrownBy(() -> ExecutionId.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An execution id is a UUID of 36 characters, not \"" + text + "\"");
    }

    @Test
    void idsAreOrderedByTheirBytesUnsigned() {
        Stream<String> ascending = Stream.of(
                "00000000-0000-0000-0000-000000000001",
                "00000000-0000-0000-8000-000000000000",
                "00000000-0000-0001-0000-000000000000",
                "7fffffff-0000-0000-0000-000000000000",
                "80000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff");

        assertThat(ascending.map(ExecutionId::of)).isSorted();
    }
}
