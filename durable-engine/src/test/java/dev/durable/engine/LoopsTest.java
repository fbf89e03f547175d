package dev.durable.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The table of loops, and the documentation that shows it. */
class LoopsTest {

    @Test
    void theDocumentationShowsTheTable() throws IOException {
        GeneratedPage.checkPart("architecture.md", "loops", Loops.markdown());
    }

    @Test
    void eachRowHasItsLine() {
        assertThat(Loops.markdown().lines()).hasSize(2 + Loops.Row.values().length);
        assertThat(Loops.markdown())
                .contains("| remote changes | 0.5 s | – | the server's scheduler |")
                .contains(
                        "| supervisor | 1/10 of the lease | the server has refused to take a turn | a thread of its own |");
    }
}
